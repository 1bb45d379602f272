package io.navarch.gateway.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an {@code Accept} header.
 *
 * @param type such as {@code application/json} or {@code *}{@code /*}, in lower case
 * @param parameters without {@code q}
 */
public record MediaRange(String type, Map<String, String> parameters, double quality) {
  public MediaRange {
    parameters = Map.copyOf(parameters);
  }

  /**
   * The entries, best first: by quality, then the more exact ones, then in their order. No header
   * accepts all.
   */
  public static List<MediaRange> parse(@Nullable String header) {
    if (header == null || header.isBlank()) {
      return List.of(new MediaRange("*/*", Map.of(), 1));
    }
    List<MediaRange> ranges = new ArrayList<>();
    for (String entry : header.split(",")) {
      if (!entry.isBlank()) {
        ranges.add(entry(entry));
      }
    }
    ranges.sort(
        Comparator.comparingDouble((MediaRange range) -> -range.quality())
            .thenComparingInt(MediaRange::vagueness));
    return ranges;
  }

  private int vagueness() {
    return type.equals("*/*") ? 2 : type.endsWith("/*") ? 1 : 0;
  }

  private static MediaRange entry(String entry) {
    String[] parts = entry.split(";");
    Map<String, String> parameters = new HashMap<>();
    double quality = 1;
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals > 0) {
        String name = parts[i].substring(0, equals).strip();
        String value = parts[i].substring(equals + 1).strip();
        if (name.equals("q")) {
          quality = quality(value);
        } else {
          parameters.put(name, value);
        }
      }
    }
    return new MediaRange(parts[0].strip().toLowerCase(Locale.ROOT), parameters, quality);
  }

  private static double quality(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  /** Whether it covers a type without regard to parameters. */
  public boolean covers(String other) {
    return type.equals("*/*")
        || type.equals(other)
        || type.endsWith("/*") && other.startsWith(type.substring(0, type.length() - 1));
  }

  public String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }
}
