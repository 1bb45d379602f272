package io.navarch.gateway.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KmsPluginTest {
  private static final String KEY = "/registry/secrets/default/one";
  private static final byte[] PLAIN = "a secret".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private FakeKms kms;
  private KmsPlugin plugin;
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @BeforeEach
  void start() throws Exception {
    kms = new FakeKms(folder.resolve("kms.sock"));
    plugin = plugin();
  }

  private KmsPlugin plugin() {
    return new KmsPlugin(
        "vault",
        new KmsService(folder.resolve("kms.sock"), Duration.ofSeconds(5)),
        new SecureRandom(),
        () -> now,
        () -> "id");
  }

  @AfterEach
  void stop() {
    plugin.close();
    kms.close();
  }

  @Test
  void asksThePluginOnceForManyValues() {
    for (int i = 0; i < 10; i++) {
      byte[] stored = plugin.encrypt(PLAIN, KEY + i);
      assertThat(new String(stored, StandardCharsets.ISO_8859_1))
          .startsWith("k8s:enc:kms:v2:vault:")
          .doesNotContain("a secret");
      assertThat(plugin.made(stored)).isTrue();
      assertThat(plugin.decrypt(stored, KEY + i)).isEqualTo(PLAIN);
    }
    assertThat(kms.encryptions).hasValue(1);
    assertThat(kms.decryptions).hasValue(0);
  }

  @Test
  void opensWhatAnotherServerWrote() {
    byte[] stored = plugin.encrypt(PLAIN, KEY);
    try (KmsPlugin other = plugin()) {
      assertThat(other.decrypt(stored, KEY)).isEqualTo(PLAIN);
      assertThat(other.decrypt(stored, KEY)).isEqualTo(PLAIN);
    }
    assertThat(kms.decryptions).hasValue(1);
  }

  @Test
  void makesANewSeedWhenTheKeyChanges() {
    byte[] old = plugin.encrypt(PLAIN, KEY);
    assertThat(plugin.isCurrent(old)).isTrue();
    kms.keyId = "key-2";
    now = now.plus(Duration.ofMinutes(2));
    byte[] fresh = plugin.encrypt(PLAIN, KEY);
    assertThat(plugin.isCurrent(old)).isFalse();
    assertThat(plugin.isCurrent(fresh)).isTrue();
    assertThat(plugin.decrypt(old, KEY)).isEqualTo(PLAIN);
    assertThat(kms.encryptions).hasValue(2);
  }

  @Test
  void stopsWritingWhenThePluginIsUnwell() {
    byte[] stored = plugin.encrypt(PLAIN, KEY);
    kms.health = "sealed";
    now = now.plus(Duration.ofMinutes(2));
    assertThat(plugin.encrypt(PLAIN, KEY)).as("trusted for three minutes").isNotEmpty();
    assertThat(plugin.problem()).contains("vault", "sealed");
    now = now.plus(Duration.ofMinutes(2));
    assertThatThrownBy(() -> plugin.encrypt(PLAIN, KEY)).isInstanceOf(ApiException.class);
    assertThat(plugin.decrypt(stored, KEY)).as("reads go on").isEqualTo(PLAIN);
    kms.health = "ok";
    now = now.plus(Duration.ofSeconds(11));
    assertThat(plugin.encrypt(PLAIN, KEY)).isNotEmpty();
    assertThat(plugin.problem()).isEmpty();
  }
}
