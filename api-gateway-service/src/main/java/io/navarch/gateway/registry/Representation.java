package io.navarch.gateway.registry;

import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants answers written, from its {@code Accept} header.
 *
 * @param includeObject what a table row holds of its object: {@code None}, {@code Metadata} or
 *     {@code Object}
 */
public record Representation(Media media, Form form, boolean pretty, String includeObject) {

  public static final Representation JSON =
      new Representation(Media.JSON, Form.OBJECT, false, "Metadata");

  /** The encodings. */
  public enum Media {
    JSON("application/json"),
    YAML("application/yaml");

    private final String contentType;

    Media(String contentType) {
      this.contentType = contentType;
    }

    public String contentType() {
      return contentType;
    }
  }

  /** The object itself, or one of the general forms of meta.k8s.io. */
  public enum Form {
    OBJECT,
    TABLE,
    PARTIAL_METADATA
  }

  /** One clause of an {@code Accept} header. */
  private record Clause(String type, Map<String, String> parameters, double quality) {}

  /** Whether the stored bytes can be sent as they are. */
  boolean isPlain() {
    return media == Media.JSON && form == Form.OBJECT && !pretty;
  }

  /**
   * @param accept null where the client sent none
   * @throws ApiException 406 if the client takes nothing that can be made
   */
  public static Representation negotiate(
      @Nullable String accept, boolean pretty, String includeObject) {
    String include = includeObject.isEmpty() ? "Metadata" : includeObject;
    if (accept == null || accept.isBlank()) {
      return new Representation(Media.JSON, Form.OBJECT, pretty, include);
    }
    if (accept.equals("application/json") && !pretty) {
      return include.equals("Metadata")
          ? JSON
          : new Representation(Media.JSON, Form.OBJECT, false, include);
    }
    for (Clause clause : clauses(accept)) {
      Media media = media(clause.type());
      Form form = form(clause.parameters());
      if (media != null && form != null) {
        return new Representation(media, form, pretty, include);
      }
    }
    throw ApiException.notAcceptable(
        "only the following media types are accepted: application/json, application/yaml");
  }

  private static List<Clause> clauses(String accept) {
    List<Clause> clauses = new ArrayList<>();
    for (String part : accept.split(",")) {
      String[] pieces = part.trim().split(";");
      Map<String, String> parameters = new LinkedHashMap<>();
      double quality = 1;
      for (int i = 1; i < pieces.length; i++) {
        String[] pair = pieces[i].trim().split("=", 2);
        String value = pair.length > 1 ? pair[1] : "";
        if (pair[0].equals("q")) {
          quality = quality(value);
        } else {
          parameters.put(pair[0], value);
        }
      }
      clauses.add(new Clause(pieces[0].trim().toLowerCase(Locale.ROOT), parameters, quality));
    }
    clauses.sort(Comparator.comparingDouble(Clause::quality).reversed());
    return clauses;
  }

  private static double quality(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static @Nullable Media media(String type) {
    return switch (type) {
      case "application/json", "*/*", "application/*" -> Media.JSON;
      case "application/yaml" -> Media.YAML;
      default -> null;
    };
  }

  private static @Nullable Form form(Map<String, String> parameters) {
    String as = parameters.get("as");
    if (as == null) {
      return Form.OBJECT;
    }
    if (!"meta.k8s.io".equals(parameters.get("g"))
        || !("v1".equals(parameters.get("v")) || "v1beta1".equals(parameters.get("v")))) {
      return null;
    }
    return switch (as) {
      case "Table" -> Form.TABLE;
      case "PartialObjectMetadata", "PartialObjectMetadataList" -> Form.PARTIAL_METADATA;
      default -> null;
    };
  }
}
