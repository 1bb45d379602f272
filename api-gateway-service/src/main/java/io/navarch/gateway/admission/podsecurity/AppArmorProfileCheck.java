package io.navarch.gateway.admission.podsecurity;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The default AppArmor profile may not be switched off, by field or by the old annotations. */
final class AppArmorProfileCheck implements PodCheck {
  private static final String ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";
  private static final Set<String> ALLOWED = Set.of("RuntimeDefault", "Localhost");

  @Override
  public @Nullable Violation check(CheckedPod pod, int minor) {
    Set<String> badTypes = new TreeSet<>();
    boolean badPod = isBad(CheckedPod.security(pod.spec()), badTypes);
    List<String> bad = pod.containersWhere(c -> isBad(CheckedPod.security(c), badTypes));
    String setters = Wording.setters(badPod, bad);
    Set<String> annotations = badAnnotations(pod.annotations());
    List<String> values = new ArrayList<>(badTypes);
    values.addAll(annotations);
    if (values.isEmpty()) {
      return null;
    }
    if (!annotations.isEmpty()) {
      String word = Wording.counted("annotation", "annotations", annotations.size());
      setters = setters.isEmpty() ? word : setters + " and " + word;
    }
    return new Violation(
        Wording.counted("forbidden AppArmor profile", "forbidden AppArmor profiles", values.size()),
        setters + " must not set AppArmor profile type to " + Wording.quoted(values));
  }

  private static boolean isBad(Map<String, Object> security, Set<String> badTypes) {
    if (!(security.get("appArmorProfile") instanceof Map<?, ?>)) {
      return false;
    }
    String type = ApiObject.string(ApiObject.mapAt(security, "appArmorProfile"), "type");
    if (ALLOWED.contains(type)) {
      return false;
    }
    badTypes.add(type);
    return true;
  }

  private static Set<String> badAnnotations(Map<String, Object> annotations) {
    Set<String> bad = new TreeSet<>();
    annotations.forEach(
        (key, value) -> {
          String profile = String.valueOf(value);
          if (key.startsWith(ANNOTATION)
              && !profile.isEmpty()
              && !profile.equals("runtime/default")
              && !profile.startsWith("localhost/")) {
            bad.add(key + "=\"" + profile + "\"");
          }
        });
    return bad;
  }
}
