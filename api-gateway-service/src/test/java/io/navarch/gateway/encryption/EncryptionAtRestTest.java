package io.navarch.gateway.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.model.store.StateStore;
import io.navarch.store.embedded.EmbeddedOptions;
import io.navarch.store.embedded.EmbeddedStore;
import io.navarch.store.etcd.EtcdProcess;
import io.navarch.store.etcd.EtcdStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets through the real port, and what of them lies on disk. */
class EncryptionAtRestTest {
  private static final String IN_THE_OPEN = "in-the-open-51c";
  private static final String SECRETS = "/api/v1/namespaces/default/secrets";
  private static final String PLANTED = "planted-9f2c7b61d0";
  private static final String KEY_A = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";
  private static final String KEY_B = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

  @TempDir Path folder;

  private Map<String, Object> encryption(String... providers) throws IOException {
    Path file = folder.resolve("encryption.yaml");
    Files.writeString(
        file,
        """
        kind: EncryptionConfiguration
        apiVersion: apiserver.config.k8s.io/v1
        resources:
          - resources: [secrets]
            providers:
        """
            + String.join("", Stream.of(providers).map(p -> "      - " + p + "\n").toList()));
    return Map.of(
        "navarch.gateway.encryption.provider-config",
        file.toString(),
        "navarch.gateway.encryption.reload-interval",
        "50ms");
  }

  private static String key(String kind, String name, String secret) {
    return kind + ": {keys: [{name: " + name + ", secret: " + secret + "}]}";
  }

  private static String secret(String name) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\""
        + name
        + "\"},\"stringData\":{\"password\":\""
        + PLANTED
        + "\"}}";
  }

  private static final String ENCODED =
      Base64.getEncoder().encodeToString(PLANTED.getBytes(StandardCharsets.UTF_8));

  private static byte[] stored(StateStore store, String name) {
    StateStore.Entry entry = store.get("/registry/secrets/default/" + name, 0).entry();
    assertThat(entry).isNotNull();
    return entry.value();
  }

  private static String storedText(StateStore store, String name) {
    return new String(stored(store, name), StandardCharsets.ISO_8859_1);
  }

  /** The files below a folder that hold the text. */
  private static List<Path> filesWith(Path below, String... texts) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> Stream.of(texts).anyMatch(text -> holds(file, text)))
          .toList();
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void lifeOfASecret(GatewayFixture gateway) {
    Answer created = gateway.post(SECRETS, secret("one"));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(gateway.get(SECRETS + "/one").at("data", "password")).isEqualTo(ENCODED);
    Answer patched =
        gateway.patch(SECRETS + "/one", "merge-patch+json", "{\"data\":{\"more\":\"eA==\"}}");
    assertThat(patched.status()).as(patched.text()).isEqualTo(200);
    assertThat(gateway.get(SECRETS).text()).contains(ENCODED);
    assertThat(storedText(gateway.store(), "one")).doesNotContain(ENCODED);
  }

  @Test
  void aPlantedSecretIsNotInTheFilesOfTheEmbeddedEngine() throws IOException {
    try (GatewayFixture gateway =
        GatewayFixture.start(folder, encryption(key("secretbox", "a", KEY_A), "identity: {}"))) {
      lifeOfASecret(gateway);
      assertThat(storedText(gateway.store(), "one")).startsWith("k8s:enc:secretbox:v1:a:");
      writeInTheOpen(gateway);
    }
    assertThat(filesWith(folder.resolve("store"), IN_THE_OPEN)).isNotEmpty();
    assertThat(filesWith(folder.resolve("store"), PLANTED, ENCODED)).isEmpty();
  }

  /**
   * Something that is not encrypted, which shows that what is looked for would be found. It says it
   * thrice: what crosses the border of two blocks of a log stands there in two pieces.
   */
  private static void writeInTheOpen(GatewayFixture gateway) {
    gateway.create(
        "/api/v1/namespaces/default/configmaps",
        "{'metadata':{'name':'control'},'data':{'a':'%1$s','b':'%1$s','c':'%1$s'}}"
            .formatted(IN_THE_OPEN));
  }

  @Test
  void aPlantedSecretIsNotInTheFilesOfEtcd() throws Exception {
    Path data = Files.createDirectory(folder.resolve("etcd"));
    try (EtcdProcess etcd = new EtcdProcess(data)) {
      try (GatewayFixture gateway =
          GatewayFixture.start(
              folder,
              EtcdStore.connect(etcd.options()),
              encryption(key("aesgcm", "a", KEY_A), "identity: {}"))) {
        lifeOfASecret(gateway);
        writeInTheOpen(gateway);
      }
    }
    assertThat(filesWith(data, IN_THE_OPEN)).isNotEmpty();
    assertThat(filesWith(data, PLANTED, ENCODED)).isEmpty();
  }

  @Test
  void rotatesKeysWhileItRuns() throws IOException {
    Map<String, Object> properties = encryption("identity: {}");
    try (GatewayFixture gateway = GatewayFixture.start(folder, properties)) {
      gateway.post(SECRETS, secret("plain"));
      assertThat(storedText(gateway.store(), "plain")).contains(ENCODED);

      encryption(key("aescbc", "a", KEY_A), "identity: {}");
      awaitWritten(gateway, "k8s:enc:aescbc:v1:a:");
      encryption(key("aesgcm", "b", KEY_B), key("aescbc", "a", KEY_A), "identity: {}");
      awaitWritten(gateway, "k8s:enc:aesgcm:v1:b:");
      assertThat(gateway.get(SECRETS + "/plain").at("data", "password")).isEqualTo(ENCODED);

      // what kubectl replace does to rewrite everything under the new key
      for (Object item : (List<?>) gateway.get(SECRETS).at("items")) {
        Map<?, ?> metadata = (Map<?, ?>) ((Map<?, ?>) item).get("metadata");
        String path = SECRETS + "/" + metadata.get("name");
        Answer rewritten = gateway.put(path, gateway.get(path).text());
        assertThat(rewritten.status()).as(rewritten.text()).isEqualTo(200);
      }
      assertThat(storedText(gateway.store(), "plain")).startsWith("k8s:enc:aesgcm:v1:b:");
    }
    // a start without the old keys
    try (GatewayFixture gateway =
        GatewayFixture.start(folder, encryption(key("aesgcm", "b", KEY_B)))) {
      assertThat(gateway.get(SECRETS + "/plain").at("data", "password")).isEqualTo(ENCODED);
    }
  }

  /** Writes until what is written is so marked. */
  private static void awaitWritten(GatewayFixture gateway, String mark) {
    AtomicInteger tries = new AtomicInteger();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              String name = "probe-" + tries.incrementAndGet();
              gateway.post(SECRETS, secret(name));
              return storedText(gateway.store(), name).contains(mark);
            });
  }

  @Test
  void aWrongFileChangesNothing() throws IOException {
    try (GatewayFixture gateway =
        GatewayFixture.start(folder, encryption(key("aesgcm", "a", KEY_A)))) {
      gateway.post(SECRETS, secret("before"));
      encryption("aesgcm: {keys: [{name: a, secret: AAAA}]}");
      Encryption encryption = gateway.context().getBean(Encryption.class);
      await().atMost(Duration.ofSeconds(20)).until(() -> encryption.fileProblem().contains("keys"));
      gateway.post(SECRETS, secret("after"));
      assertThat(storedText(gateway.store(), "after")).startsWith("k8s:enc:aesgcm:v1:a:");
    }
  }

  @Test
  void aLostKeyIsToldAndNothingElseIsHurt() throws IOException {
    try (GatewayFixture gateway =
        GatewayFixture.start(folder, encryption(key("aesgcm", "a", KEY_A)))) {
      gateway.post(SECRETS, secret("one"));
    }
    try (GatewayFixture gateway =
        GatewayFixture.start(folder, encryption(key("aesgcm", "b", KEY_B)))) {
      Answer lost = gateway.get(SECRETS + "/one");
      assertThat(lost.status()).isEqualTo(500);
      assertThat(lost.at("reason")).isEqualTo("InternalError");
      assertThat(lost.text())
          .contains("unable to transform key \\\"/registry/secrets/default/one\\\"");
      assertThat(gateway.get("/api/v1/namespaces/default").status()).isEqualTo(200);
    }
  }

  @Test
  void aKeyManagementPluginHoldsTheKeys() throws IOException {
    Path socket = folder.resolve("kms.sock");
    try (FakeKms kms = new FakeKms(socket);
        GatewayFixture gateway =
            GatewayFixture.start(
                folder,
                encryption(
                    "kms: {apiVersion: v2, name: vault, endpoint: 'unix://" + socket + "'}",
                    "identity: {}"))) {
      lifeOfASecret(gateway);
      assertThat(storedText(gateway.store(), "one")).startsWith("k8s:enc:kms:v2:vault:");
      assertThat(kms.encryptions).hasValue(1);
      for (String health : List.of("/readyz", "/livez", "/healthz")) {
        assertThat(gateway.get(health + "/kms-providers").status()).as(health).isEqualTo(200);
      }
      String[] keys = {"provider_name=\"vault\"", "key_id_hash=\"sha256:"};
      String used = "apiserver_envelope_encryption_key_id_hash_total";
      assertThat(gateway.metric(used, keys[0], keys[1], "transformation_type=\"to_storage\""))
          .isPositive();
      String done = "apiserver_storage_transformation_operations_total";
      assertThat(
              gateway.metric(
                  done,
                  "resource=\"secrets\"",
                  "transformation_type=\"to_storage\"",
                  "transformer_prefix=\"k8s:enc:kms:v2:vault:\"",
                  "status=\"OK\""))
          .isPositive();
      assertThat(gateway.metric("apiserver_storage_transformation_duration_seconds_count"))
          .isPositive();
      assertThat(gateway.get("/metrics").text()).doesNotContain("key-1");
    }
  }

  private Map<String, Object> plugin() throws IOException {
    Map<String, Object> properties =
        new HashMap<>(
            encryption(
                "kms: {apiVersion: v2, name: vault, endpoint: 'unix://"
                    + folder.resolve("kms.sock")
                    + "'}"));
    properties.put("navarch.gateway.encryption.kms-state-interval", "50ms");
    return properties;
  }

  private interface Opening {
    StateStore open();
  }

  @Test
  void theKeyOfAPluginChangesOverTheEmbeddedEngine() throws IOException {
    Path data = folder.resolve("store");
    theKeyOfAPluginChanges(
        data, () -> EmbeddedStore.open(EmbeddedOptions.in(data), InstantSource.system()));
  }

  @Test
  void theKeyOfAPluginChangesOverEtcd() throws Exception {
    Path data = Files.createDirectory(folder.resolve("etcd"));
    try (EtcdProcess etcd = new EtcdProcess(data)) {
      theKeyOfAPluginChanges(data, () -> EtcdStore.connect(etcd.options()));
    }
  }

  /** Two secrets under the first key, of which one is written again under the second. */
  private void theKeyOfAPluginChanges(Path data, Opening engine) throws IOException {
    try (FakeKms kms = new FakeKms(folder.resolve("kms.sock"))) {
      try (GatewayFixture gateway = GatewayFixture.start(folder, engine.open(), plugin())) {
        writeInTheOpen(gateway);
        for (String name : List.of("rewritten", "left")) {
          assertThat(gateway.post(SECRETS, secret(name)).status()).isEqualTo(201);
          assertThat(storedText(gateway.store(), name)).contains("key-1");
        }
        kms.keyId = "key-2";
        awaitWritten(gateway, "key-2");
        Answer again =
            gateway.put(SECRETS + "/rewritten", gateway.get(SECRETS + "/rewritten").text());
        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(storedText(gateway.store(), "rewritten")).contains("key-2");
        assertThat(storedText(gateway.store(), "left")).contains("key-1");
        areReadable(gateway, "rewritten", "left");
        assertThat(gateway.get("/readyz/kms-providers").status()).isEqualTo(200);
      }
      assertThat(filesWith(data, IN_THE_OPEN)).isNotEmpty();
      assertThat(filesWith(data, PLANTED, ENCODED)).isEmpty();
      int asked = kms.decryptions.get();
      try (GatewayFixture gateway = GatewayFixture.start(folder, engine.open(), plugin())) {
        areReadable(gateway, "rewritten", "left");
        assertThat(kms.decryptions.get() - asked).as("once a key").isEqualTo(2);
      }
      kms.forgotten = "key-1";
      try (GatewayFixture gateway = GatewayFixture.start(folder, engine.open(), plugin())) {
        Answer lost = gateway.get(SECRETS + "/left");
        assertThat(lost.status()).as(lost.text()).isEqualTo(500);
        assertThat(lost.text())
            .contains("unable to transform key \\\"/registry/secrets/default/left\\\"")
            .doesNotContain(PLANTED, ENCODED);
        assertThat(gateway.get("/api/v1/namespaces/default/configmaps/control").status())
            .isEqualTo(200);
        kms.forgotten = "";
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> gateway.get(SECRETS + "/left").status() == 200);
        areReadable(gateway, "rewritten", "left");
      }
      assertThat(filesWith(data, PLANTED, ENCODED)).isEmpty();
    }
  }

  private static void areReadable(GatewayFixture gateway, String... names) {
    for (String name : names) {
      Answer read = gateway.get(SECRETS + "/" + name);
      assertThat(read.at("data", "password")).as(read.text()).isEqualTo(ENCODED);
    }
    assertThat(gateway.get(SECRETS).text()).contains(names);
  }

  @Test
  void aKeyManagementPluginThatIsNotThereIsToldByTheHealthChecks() throws IOException {
    try (GatewayFixture gateway =
        GatewayFixture.start(
            folder,
            encryption(
                "kms: {apiVersion: v2, name: vault, timeout: 300ms, endpoint: 'unix://"
                    + folder.resolve("none.sock")
                    + "'}",
                "identity: {}"))) {
      for (String health : List.of("/readyz", "/livez", "/healthz")) {
        Answer answer = gateway.get(health);
        assertThat(answer.status()).as(answer.text()).isEqualTo(500);
        assertThat(answer.text()).contains("[-]kms-providers failed: reason withheld");
      }
      assertThat(gateway.get("/readyz/kms-providers").text()).contains("kms provider vault");
      Answer refused = gateway.post(SECRETS, secret("one"));
      assertThat(refused.status()).as("nothing is written in the clear").isEqualTo(500);
      assertThat(refused.text()).doesNotContain(PLANTED);
      assertThat(gateway.store().get("/registry/secrets/default/one", 0).entry()).isNull();
      assertThat(
              gateway
                  .post("/api/v1/namespaces/default/configmaps", "{\"metadata\":{\"name\":\"a\"}}")
                  .status())
          .as("what is not encrypted goes on")
          .isEqualTo(201);
    }
  }
}
