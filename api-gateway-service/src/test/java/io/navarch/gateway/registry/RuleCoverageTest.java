package io.navarch.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.object.ApiObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Which rules of the reference have a golden case: a row is met by a case of its kind with an error
 * of its reason at its path, or by one that names the path in {@code covers}. The rows without one
 * are written to {@code target/rules-without-case.txt}.
 */
class RuleCoverageTest {
  /** Grows with the cases; a rule may not lose its case again. */
  private static final int AT_LEAST = 572;

  private static final Map<String, String> REASONS =
      Map.of(
          "Required value", "Required",
          "Invalid value", "Invalid",
          "Unsupported value", "NotSupported",
          "Forbidden", "Forbidden",
          "Duplicate value", "Duplicate",
          "Too long", "TooLong",
          "Too many", "TooMany",
          "Not found", "NotFound");

  /**
   * What stands for any index or key, any run of fields, and any name in a path of the reference.
   */
  private static final Pattern PLACEHOLDER = Pattern.compile("\\[(\\*|key|r)]|\\.\\.\\.|\\*");

  private record Rule(String kind, String path, String rule, String reason) {
    List<Pattern> patterns() {
      List<Pattern> patterns = new ArrayList<>();
      for (String one : path.split(" / |, ")) {
        StringBuilder text = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(one);
        int literal = 0;
        while (placeholder.find()) {
          text.append(Pattern.quote(one.substring(literal, placeholder.start())));
          text.append(
              switch (placeholder.group()) {
                case "..." -> ".*";
                case "*" -> "[^.\\[]*";
                default -> "\\[[^\\]]*]";
              });
          literal = placeholder.end();
        }
        text.append(Pattern.quote(one.substring(literal)));
        patterns.add(Pattern.compile(text + "([.\\[].*)?"));
      }
      return patterns;
    }

    boolean isMetBy(GoldenCase golden) {
      return isMetBy(golden.covers(), golden.errors());
    }

    boolean isMetBy(List<String> covers, List<String> errors) {
      if (covers.contains(path)) {
        return true;
      }
      for (String error : errors) {
        int colon = error.indexOf(": ");
        if (colon < 0) {
          continue;
        }
        String field = error.substring(0, colon);
        String rest = error.substring(colon + 2);
        boolean sameReason =
            REASONS.entrySet().stream()
                .anyMatch(e -> rest.startsWith(e.getKey()) && reason.contains(e.getValue()));
        if (sameReason && patterns().stream().anyMatch(p -> p.matcher(field).matches())) {
          return true;
        }
      }
      return false;
    }
  }

  @Test
  void rulesHaveCases() throws IOException {
    List<Map<String, String>> rows = ReferenceFacts.rows("validation-rules.tsv");
    List<GoldenCase> cases = GoldenFiles.read();
    List<RequestCase> requests =
        GoldenFiles.requests().values().stream().flatMap(List::stream).toList();
    List<Rule> without = new ArrayList<>();
    Map<String, int[]> byKind = new TreeMap<>();
    int met = 0;
    for (Map<String, String> row : rows) {
      Rule rule =
          new Rule(row.get("kind"), row.get("field_path"), row.get("rule"), row.get("reason"));
      boolean found =
          cases.stream().filter(c -> isOf(c, rule.kind())).anyMatch(rule::isMetBy)
              || requests.stream()
                  .filter(r -> r.kind().equals(rule.kind()))
                  .anyMatch(r -> rule.isMetBy(r.covers(), r.causes()));
      byKind.computeIfAbsent(rule.kind(), _ -> new int[2])[found ? 0 : 1]++;
      if (found) {
        met++;
      } else {
        without.add(rule);
      }
    }
    StringBuilder report = new StringBuilder();
    report.append(met).append(" of ").append(rows.size()).append(" rules have a case\n\n");
    byKind.forEach(
        (kind, counts) ->
            report.append("%-40s %3d with, %3d without%n".formatted(kind, counts[0], counts[1])));
    report.append('\n');
    without.forEach(
        r ->
            report
                .append(String.join("\t", r.kind(), r.path(), r.rule(), r.reason()))
                .append('\n'));
    Files.writeString(Path.of("target", "rules-without-case.txt"), report);
    assertThat(met).as(report.toString()).isGreaterThanOrEqualTo(AT_LEAST);
  }

  private static boolean isOf(GoldenCase golden, String kind) {
    String own = ApiObject.string(golden.base(), "kind");
    return switch (kind) {
      case "ObjectMeta", "name-format", "LabelSelector", "PodTemplateSpec", "Condition" -> true;
      case "PodStatus" -> own.equals("Pod");
      default ->
          kind.equals(own)
              || kind.startsWith(own + "/")
              || (kind.startsWith("*") && own.endsWith(kind.substring(1)));
    };
  }
}
