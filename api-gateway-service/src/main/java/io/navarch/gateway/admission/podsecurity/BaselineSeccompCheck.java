package io.navarch.gateway.admission.podsecurity;

import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A seccomp profile that is named must filter; before 1.19 it was named by annotations. */
final class BaselineSeccompCheck implements PodCheck {
  private static final int FIELDS_SINCE = 19;
  private static final String POD = "seccomp.security.alpha.kubernetes.io/pod";
  private static final String CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
  private static final Set<String> ALLOWED = Set.of("RuntimeDefault", "Localhost");

  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    return minor < FIELDS_SINCE ? ofAnnotations(pod) : ofFields(pod);
  }

  private static @Nullable Violation ofAnnotations(CheckedPod pod) {
    Set<String> bad = new TreeSet<>();
    collect(pod.annotations(), POD, bad);
    for (Map<String, Object> container : pod.containers()) {
      collect(pod.annotations(), CONTAINER + ApiObject.string(container, "name"), bad);
    }
    return bad.isEmpty()
        ? null
        : new Violation(
            "seccompProfile",
            "forbidden "
                + Wording.counted("annotation ", "annotations ", bad.size())
                + String.join(", ", bad));
  }

  private static void collect(Map<String, Object> annotations, String key, Set<String> bad) {
    if (annotations.get(key) instanceof String profile
        && !profile.equals("runtime/default")
        && !profile.equals("docker/default")
        && !profile.startsWith("localhost/")) {
      bad.add(key + "=\"" + profile + "\"");
    }
  }

  /** Those who name a profile that does not filter. */
  static @Nullable Violation ofFields(CheckedPod pod) {
    Set<String> types = new TreeSet<>();
    boolean badPod = isBad(pod.spec(), types);
    List<String> bad = pod.containersWhere(c -> isBad(c, types));
    String setters = Wording.setters(badPod, bad);
    return setters.isEmpty()
        ? null
        : new Violation(
            "seccompProfile",
            setters
                + " must not set securityContext.seccompProfile.type to "
                + Wording.quoted(types));
  }

  static boolean names(Map<String, Object> holder) {
    return CheckedPod.security(holder).get("seccompProfile") instanceof Map<?, ?>;
  }

  private static boolean isBad(Map<String, Object> holder, Set<String> types) {
    if (!names(holder)) {
      return false;
    }
    String type =
        ApiObject.string(ApiObject.mapAt(CheckedPod.security(holder), "seccompProfile"), "type");
    if (ALLOWED.contains(type)) {
      return false;
    }
    types.add(type);
    return true;
  }
}
