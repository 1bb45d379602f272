package io.navarch.gateway.admission.podsecurity;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.gateway.admission.podsecurity.PodSecurityCases.Case;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every rule of both levels, in the versions around its changes, through the HTTPS port. */
class PodSecurityLevelsTest {
  private static void namespace(GatewayFixture gateway, Case first) {
    String labels =
        "\"pod-security.kubernetes.io/enforce\":\"%s\",\"pod-security.kubernetes.io/enforce-version\":\"%s\""
            .formatted(first.level().name().toLowerCase(Locale.ROOT), first.version());
    made(
        gateway,
        "/api/v1/namespaces",
        "{\"metadata\":{\"name\":\"" + first.namespace() + "\",\"labels\":{" + labels + "}}}");
    String inside = "/api/v1/namespaces/" + first.namespace();
    made(gateway, inside + "/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    made(gateway, inside + "/pods", Json.writeString(PodSecurityCases.pod("")));
  }

  private static void made(GatewayFixture gateway, String path, String object) {
    Answer answer = gateway.post(path, object);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  /** The case's pod, or its ephemeral container in the pod that stands. */
  private static Answer asked(GatewayFixture gateway, Case asked) {
    String pods = "/api/v1/namespaces/" + asked.namespace() + "/pods";
    if (asked.ephemeral().isEmpty()) {
      Map<String, Object> other = Json.copy(asked.pod());
      ApiObject.mapAt(other, "metadata").put("name", "other");
      return gateway.post(pods + "?dryRun=All", Json.writeString(other));
    }
    return gateway.patch(
        pods + "/p/ephemeralcontainers?dryRun=All",
        "strategic-merge-patch+json",
        "{\"spec\":{\"ephemeralContainers\":[" + asked.ephemeral().replace('\'', '"') + "]}}");
  }

  private static String expected(Case asked) {
    return asked.violation().isEmpty()
        ? ""
        : "pods \"%s\" is forbidden: violates PodSecurity \"%s:%s\": %s"
            .formatted(
                asked.ephemeral().isEmpty() ? "other" : "p",
                asked.level().name().toLowerCase(Locale.ROOT),
                asked.version(),
                asked.violation());
  }

  @Test
  void everyRuleOfEveryLevelAndVersion() {
    List<Case> cases = PodSecurityCases.all();
    Set<String> made = new HashSet<>();
    try (GatewayFixture gateway = GatewayFixture.start()) {
      for (Case asked : cases) {
        if (made.add(asked.namespace())) {
          namespace(gateway, asked);
        }
        Answer answer = asked(gateway, asked);
        String said = answer.status() < 300 ? "" : String.valueOf(answer.at("message"));
        assertThat(said).as("%s", asked).isEqualTo(expected(asked));
      }
    }
  }

  /** No check is left out, and each is seen to let pods in and to keep pods out. */
  @Test
  void theCasesAreOfEveryCheck() {
    List<Case> cases = PodSecurityCases.all();
    Set<String> told =
        cases.stream()
            .flatMap(c -> c.violation().lines())
            .flatMap(v -> Stream.of(v.split(" \\([^)]*\\)(, )?")))
            .collect(Collectors.toSet());
    assertThat(told)
        .contains(
            "forbidden AppArmor profile",
            "non-default capabilities",
            "host namespaces",
            "hostProcess",
            "hostPath volumes",
            "hostPort",
            "probe or lifecycle host",
            "privileged",
            "procMount",
            "seLinuxOptions",
            "seccompProfile",
            "forbidden sysctls",
            "allowPrivilegeEscalation != false",
            "unrestricted capabilities",
            "restricted volume types",
            "runAsNonRoot != true",
            "runAsUser=0");
    assertThat(cases).filteredOn(c -> c.violation().isEmpty()).hasSizeGreaterThan(200);
    assertThat(cases).filteredOn(c -> !c.violation().isEmpty()).hasSizeGreaterThan(200);
  }
}
