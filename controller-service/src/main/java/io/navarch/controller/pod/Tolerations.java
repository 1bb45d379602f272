package io.navarch.controller.pod;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a toleration matches a taint. */
public final class Tolerations {

  private Tolerations() {}

  public static boolean tolerates(Toleration toleration, Taint taint) {
    if (!empty(toleration.getEffect()) && !toleration.getEffect().equals(taint.getEffect())) {
      return false;
    }
    if (!empty(toleration.getKey()) && !toleration.getKey().equals(taint.getKey())) {
      return false;
    }
    return switch (Objects.requireNonNullElse(toleration.getOperator(), "Equal")) {
      case "Exists" -> true;
      case "Equal", "" ->
          !empty(toleration.getKey()) && text(toleration.getValue()).equals(text(taint.getValue()));
      default -> false;
    };
  }

  private static boolean empty(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
