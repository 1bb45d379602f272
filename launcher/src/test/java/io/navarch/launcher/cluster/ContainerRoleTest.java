package io.navarch.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class ContainerRoleTest {
  private static final SortedMap<String, SortedMap<String, Path>> FILES = ContainerRole.files();

  @Test
  void everyConfiguredFileIsHandedOutToTheRole() {
    for (Role role : Role.controlPlane(true)) {
      assertThat(
              ContainerRole.properties(role).values().stream()
                  .filter(value -> value.startsWith(ContainerRole.FILES + "/"))
                  .map(value -> Path.of(value).getFileName().toString()))
          .as(role.roleName())
          .isNotEmpty()
          .allSatisfy(file -> assertThat(FILES.get(role.roleName())).containsKey(file));
    }
  }

  @Test
  void onlyTheGatewaySignsTokensAndDecryptsAndOnlyTheControllersSignCertificates() {
    FILES.forEach(
        (folder, files) -> {
          assertThat(files.keySet()).as(folder).doesNotContain("state-store-ca.key");
          if (!folder.equals("controller")) {
            assertThat(files.keySet()).as(folder).doesNotContain("ca.key");
          }
          if (!folder.equals("api-gateway")) {
            assertThat(files.keySet()).as(folder).doesNotContain("encryption.yaml");
          }
          if (!folder.equals("api-gateway") && !folder.equals("controller")) {
            assertThat(files.keySet()).as(folder).doesNotContain("sa.key");
          }
        });
    assertThat(FILES.get("api-gateway"))
        .containsKeys("sa.key", "state-store-client.key", "encryption.yaml");
  }

  @Test
  void theStoresCredentialsStayWithGatewayAndStore() {
    assertThat(FILES.get("scheduler"))
        .containsOnlyKeys("ca.crt", "scheduler.conf", "scheduler.crt", "scheduler.key");
    assertThat(FILES.get("controller"))
        .containsOnlyKeys(
            "ca.crt", "ca.key", "controller.conf", "controller.crt", "controller.key", "sa.key");
    assertThat(FILES.get(ContainerRole.ADMIN)).containsOnlyKeys("admin.conf");
    assertThat(FILES.get(ContainerRole.ETCD))
        .containsOnlyKeys("state-store-ca.crt", "state-store-server.crt", "state-store-server.key");
  }

  @Test
  void rolesReachEachOtherByNameAndDemandCertificates() {
    assertThat(ContainerRole.properties(Role.API_GATEWAY))
        .containsEntry("navarch.gateway.store.url", "https://state-store:7379")
        .containsEntry("server.ssl.client-auth", "need");
    assertThat(ContainerRole.properties(Role.STATE_STORE))
        .containsEntry("navarch.store.engine", "embedded")
        .containsEntry("navarch.store.etcd.endpoints", "https://etcd:2379")
        .containsEntry("management.server.port", "9090");
  }

  @Test
  void theHeapFollowsTheContainersLimit() {
    assertThat(
            ContainerRole.arguments(
                Role.SCHEDULER, Path.of("/lib/s.jar"), Path.of("/roles/scheduler.properties")))
        .contains("-XX:MaxRAMPercentage=70", Role.SCHEDULER.mainClass())
        .noneMatch(word -> word.startsWith("-Xmx"))
        .endsWith("--spring.config.additional-location=file:/roles/scheduler.properties");
  }
}
