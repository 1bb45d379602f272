package io.navarch.model.cel;

import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationResult;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What keeps an expression from compiling, in the words of upstream's library. */
final class IssueTexts {
  private static final Pattern END_EXPECTED =
      Pattern.compile("expecting \\{<EOF>,.*}", Pattern.DOTALL);

  private static final Pattern SYNTAX =
      Pattern.compile(
          "mismatched input|no viable alternative|extraneous input|token recognition|missing ");

  private static final Pattern CANDIDATES = Pattern.compile(" \\(candidates: .*\\)$");

  /** What the library calls otherwise than upstream. */
  private static final Map<String, String> WORDED =
      Map.of(
          "google.protobuf.Timestamp", "timestamp",
          "google.protobuf.Duration", "duration",
          "*error*", "!error!",
          "Invalid unicode code point", "invalid unicode code point",
          "The argument must be a simple name", "argument must be a simple name");

  /** Of the types that Kubernetes' functions bring. */
  private static final Pattern NO_FIELDS =
      Pattern.compile("^type '((?:kubernetes|net)\\.[\\w.]+)' does not support field selection");

  private static final Pattern BAD_NUMBER = Pattern.compile("^For input string: \"-?\\d+\"$");
  private static final Pattern FREE_TYPE = Pattern.compile("%[A-Za-z]+\\d+");

  private IssueTexts() {}

  static String of(CelValidationResult result, String prefix) {
    List<CelIssue> issues =
        result.getErrors().stream()
            .map(
                issue ->
                    CelIssue.formatError(
                        issue.getSourceLocation(),
                        isSyntax(issue)
                            ? prefix + grammarText(issue.getMessage())
                            : typeText(issue.getMessage())))
            .toList();
    return CelIssue.toDisplayString(issues, result.getSource());
  }

  /** The API names no candidates, and a type that is not known yet is called dyn. */
  private static String typeText(String message) {
    String text = FREE_TYPE.matcher(CANDIDATES.matcher(message).replaceFirst("")).replaceAll("dyn");
    text = NO_FIELDS.matcher(text).replaceFirst("unexpected failed resolution of '$1'");
    for (Map.Entry<String, String> each : WORDED.entrySet()) {
      text = text.replace(each.getKey(), each.getValue());
    }
    return BAD_NUMBER
        .matcher(text)
        .replaceFirst("invalid int literal")
        .replaceFirst(
            "^String value \\S+ exceeds range of unsigned long\\.$", "invalid uint literal");
  }

  /** Where nothing more need follow, the end is all that is said to be expected. */
  private static String grammarText(String message) {
    return END_EXPECTED.matcher(message).replaceFirst("expecting <EOF>");
  }

  /** An empty text has no first column and no line to show. */
  static String atNothing(String described) {
    return described.lines().findFirst().orElse("").replace("<input>:1:1:", "<input>:1:0:");
  }

  /** Whether it is the grammar that the text breaks, not a rule beyond it. */
  private static boolean isSyntax(CelIssue issue) {
    return SYNTAX.matcher(issue.getMessage()).lookingAt();
  }
}
