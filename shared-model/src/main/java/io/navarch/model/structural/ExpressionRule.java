package io.navarch.model.structural;

import io.navarch.model.cel.CelCompilation;
import io.navarch.model.cel.CelEnvironment;
import io.navarch.model.cel.CelExpression;
import io.navarch.model.cel.CostRange;
import io.navarch.model.cel.DeclType;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code x-kubernetes-validations}, compiled.
 *
 * @param declared the entry itself
 * @param rule null where its text could not be compiled
 * @param ruleError why not; empty where it could
 * @param messageExpression null where there is none, or where it could not be compiled
 * @param fieldPath below the value that the rule stands at, with a leading dot; empty for the value
 *     itself
 * @param optionalOldSelf whether {@code oldSelf} is an optional value, so that the rule also runs
 *     where there is no old value
 */
record ExpressionRule(
    Map<String, Object> declared,
    String text,
    @Nullable CelExpression rule,
    String ruleError,
    String message,
    @Nullable CelExpression messageExpression,
    String messageExpressionError,
    FieldError.Type reason,
    String fieldPath,
    boolean optionalOldSelf) {
  static final String SELF = "self";
  static final String OLD_SELF = "oldSelf";

  static ExpressionRule compile(Map<String, Object> declared, DeclType self) {
    boolean optional = Boolean.TRUE.equals(declared.get("optionalOldSelf"));
    CelEnvironment environment =
        CelEnvironment.kubernetes().with(SELF, self).with(OLD_SELF, optional ? DeclType.DYN : self);
    String text = ApiObject.string(declared, "rule");
    CelCompilation rule = environment.compile(text, CelEnvironment.ResultType.BOOL);
    String messageText = ApiObject.string(declared, "messageExpression");
    CelCompilation message =
        messageText.isBlank() || rule instanceof CelCompilation.Refused
            ? new CelCompilation.Refused("")
            : environment.compile(messageText, CelEnvironment.ResultType.STRING);
    return new ExpressionRule(
        declared,
        text.strip(),
        expression(rule),
        error(rule, "cel expression must evaluate to a bool"),
        ApiObject.string(declared, "message").strip(),
        expression(message),
        error(message, "must evaluate to a string"),
        reason(ApiObject.string(declared, "reason")),
        ApiObject.string(declared, "fieldPath").strip(),
        optional);
  }

  private static @Nullable CelExpression expression(CelCompilation compilation) {
    return compilation instanceof CelCompilation.Compiled(CelExpression expression)
        ? expression
        : null;
  }

  /**
   * @param wrongType what is said of an expression whose result is of another type
   */
  private static String error(CelCompilation compilation, String wrongType) {
    if (!(compilation instanceof CelCompilation.Refused(String message))) {
      return "";
    }
    return message.startsWith("must evaluate to") ? wrongType : message;
  }

  private static FieldError.Type reason(String reason) {
    return switch (reason) {
      case "FieldValueForbidden" -> FieldError.Type.FORBIDDEN;
      case "FieldValueRequired" -> FieldError.Type.REQUIRED;
      case "FieldValueDuplicate" -> FieldError.Type.DUPLICATE;
      default -> FieldError.Type.INVALID;
    };
  }

  /** The most that so many evaluations are estimated to cost; 0 where it cannot be used. */
  long cost(long times) {
    return rule == null ? 0 : CostRange.product(rule.estimatedCost(SELF).max(), times);
  }

  /** The most that one evaluation of the message is estimated to cost; 0 where there is none. */
  long messageCost() {
    return messageExpression == null ? 0 : messageExpression.estimatedCost(SELF).max();
  }

  /** Whether it compares with what stood before. */
  boolean usesOldSelf() {
    return rule != null && rule.uses(OLD_SELF);
  }

  /** How errors name it. */
  String name() {
    return message.isEmpty() ? text : message;
  }

  String messageOrDefault() {
    return message.isEmpty() ? "failed rule: " + text : message;
  }
}
