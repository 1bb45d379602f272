package io.navarch.gateway.strategy;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Groups of the Kubernetes community need a note of who approved the API. */
public final class ApprovalRules {
  private static final String CONDITION = "KubernetesAPIApprovalPolicyConformant";
  static final String ANNOTATION = "api-approved.kubernetes.io";
  private static final String MORE = ", see https://github.com/kubernetes/enhancements/pull/1111";

  private static final String MISSING_TEXT =
      "protected groups must have approval annotation \"" + ANNOTATION + "\"" + MORE;
  private static final String INVALID_TEXT =
      "protected groups must have approval annotation \""
          + ANNOTATION
          + "\" with either a URL or a reason starting with \"unapproved\""
          + MORE;

  private enum State {
    APPROVED,
    BYPASSED,
    MISSING,
    INVALID
  }

  private ApprovalRules() {}

  static boolean isProtected(String group) {
    return ("." + group).endsWith(".k8s.io") || ("." + group).endsWith(".kubernetes.io");
  }

  /**
   * @param old null for a new definition; what did not change is let pass
   */
  static void check(Field definition, @Nullable Field old) {
    if (!isProtected(definition.at("spec", "group").string())) {
      return;
    }
    State state = state(definition);
    if (old != null && state(old) == state) {
      return;
    }
    Field annotation = definition.at("metadata", "annotations").key(ANNOTATION);
    switch (state) {
      case APPROVED, BYPASSED -> {}
      case MISSING -> annotation.required(MISSING_TEXT);
      case INVALID -> annotation.invalid(INVALID_TEXT);
    }
  }

  /** What a definition of a protected group is told of its approval; null for other groups. */
  public static DefinitionStatus.@Nullable Condition condition(ApiObject definition) {
    if (!(definition.at("spec", "group") instanceof String group) || !isProtected(group)) {
      return null;
    }
    String text = ApiObject.string(definition.annotations(), ANNOTATION);
    return switch (state(text)) {
      case APPROVED -> condition("True", "ApprovedAnnotation", "approved in " + text);
      case BYPASSED ->
          condition("False", "UnapprovedAnnotation", "not approved: " + Json.writeString(text));
      case MISSING -> condition("False", "MissingAnnotation", MISSING_TEXT);
      case INVALID -> condition("False", "InvalidAnnotation", INVALID_TEXT);
    };
  }

  private static DefinitionStatus.Condition condition(
      String status, String reason, String message) {
    return new DefinitionStatus.Condition(CONDITION, status, reason, message);
  }

  private static State state(Field definition) {
    return state(definition.at("metadata", "annotations").key(ANNOTATION).string());
  }

  private static State state(String text) {
    if (text.isEmpty()) {
      return State.MISSING;
    }
    if (text.startsWith("unapproved")) {
      return State.BYPASSED;
    }
    try {
      URI uri = new URI(text);
      return uri.getHost() != null && uri.getScheme() != null ? State.APPROVED : State.INVALID;
    } catch (URISyntaxException e) {
      return State.INVALID;
    }
  }
}
