package io.navarch.gateway.admission.podsecurity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** How violations put their findings into words. */
final class Wording {
  private Wording() {}

  static String quoted(Collection<String> items) {
    return "\"" + String.join("\", \"", items) + "\"";
  }

  static String counted(String singular, String plural, int count) {
    return count == 1 ? singular : plural;
  }

  /** {@code container "a"} or {@code containers "a", "b"}. */
  static String containers(Collection<String> names) {
    return counted("container", "containers", names.size()) + " " + quoted(names);
  }

  /** {@code pod and container "a"}: who sets something; empty when nobody does. */
  static String setters(boolean pod, List<String> containers) {
    List<String> setters = new ArrayList<>(2);
    if (pod) {
      setters.add("pod");
    }
    if (!containers.isEmpty()) {
      setters.add(containers(containers));
    }
    return String.join(" and ", setters);
  }
}
