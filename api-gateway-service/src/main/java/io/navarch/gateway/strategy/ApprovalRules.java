package io.navarch.gateway.strategy;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Groups of the Kubernetes community need a note of who approved the API. */
final class ApprovalRules {
  static final String ANNOTATION = "api-approved.kubernetes.io";
  private static final String MORE = ", see https://github.com/kubernetes/enhancements/pull/1111";

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
      case MISSING ->
          annotation.required(
              "protected groups must have approval annotation \"" + ANNOTATION + "\"" + MORE);
      case INVALID ->
          annotation.invalid(
              "protected groups must have approval annotation \""
                  + ANNOTATION
                  + "\" with either a URL or a reason starting with \"unapproved\""
                  + MORE);
    }
  }

  private static State state(Field definition) {
    String text = definition.at("metadata", "annotations").key(ANNOTATION).string();
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
