package io.navarch.gateway.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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

  private static final Duration PATIENT = Duration.ofSeconds(60);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @TempDir Path folder;
  private FakeKms kms;
  private KmsPlugin plugin;
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @BeforeEach
  void start() throws Exception {
    kms = new FakeKms(folder.resolve("kms.sock"));
    plugin = plugin(PATIENT);
  }

  private KmsPlugin plugin(Duration timeout) {
    EnvelopeMetrics metrics = new EnvelopeMetrics(meters, "here", () -> now);
    return new KmsPlugin(
        "vault",
        new KmsService(folder.resolve("kms.sock"), timeout, "vault", metrics),
        Duration.ofMinutes(1),
        new SecureRandom(),
        () -> now,
        () -> "id",
        metrics);
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
    try (KmsPlugin other = plugin(PATIENT)) {
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

  @Test
  void countsCallsAndKeys() {
    byte[] stored = plugin.encrypt(PLAIN, KEY);
    assertThat(plugin.decrypt(stored, KEY)).isEqualTo(PLAIN);
    String prefix = "apiserver_envelope_encryption_";
    for (String method : new String[] {"Status", "Encrypt"}) {
      assertThat(
              meters
                  .get(prefix + "kms_operations_latency")
                  .tag("provider_name", "vault")
                  .tag("method_name", "/v2.KeyManagementService/" + method)
                  .tag("grpc_status_code", "OK")
                  .timer()
                  .count())
          .isOne();
    }
    for (String direction : new String[] {"to_storage", "from_storage"}) {
      assertThat(
              meters
                  .get(prefix + "key_id_hash")
                  .tag("transformation_type", direction)
                  .functionCounter()
                  .count())
          .isOne();
    }
    assertThat(meters.get(prefix + "dek_source_cache_size").gauge().value()).isOne();
    assertThat(meters.get(prefix + "key_id_hash_status_last_timestamp_seconds").gauge().value())
        .isEqualTo(now.getEpochSecond());
    kms.keyId = "";
    now = now.plus(Duration.ofMinutes(2));
    assertThat(plugin.problem()).contains("key id");
    assertThat(
            meters
                .get(prefix + "invalid_key_id_from_status")
                .tag("error", "empty")
                .counter()
                .count())
        .isOne();
  }

  @Test
  void keysThatComeAndGoDoNotPileUpInTheMetrics() {
    for (int i = 0; i < 150; i++) {
      kms.keyId = "key-" + i;
      now = now.plus(Duration.ofMinutes(2));
      assertThat(plugin.encrypt(PLAIN, KEY)).isNotEmpty();
    }
    assertThat(meters.get("apiserver_envelope_encryption_key_id_hash").functionCounters().size())
        .isLessThanOrEqualTo(100);
  }

  @Test
  void aPluginThatDoesNotAnswerIsNotWaitedForLong() {
    plugin.close();
    plugin = plugin(Duration.ofSeconds(5));
    byte[] stored = plugin.encrypt(PLAIN, KEY);
    kms.silent = true;
    now = now.plus(Duration.ofMinutes(2));
    assertThat(plugin.problem()).contains("vault", "DEADLINE_EXCEEDED");
    assertThat(
            meters
                .get("apiserver_envelope_encryption_kms_operations_latency")
                .tag("method_name", "/v2.KeyManagementService/Status")
                .tag("grpc_status_code", "DeadlineExceeded")
                .timer()
                .count())
        .isOne();
    assertThat(plugin.encrypt(PLAIN, KEY)).as("the seed serves a while").isNotEmpty();
    assertThat(plugin.decrypt(stored, KEY)).isEqualTo(PLAIN);
    kms.silent = false;
    now = now.plus(Duration.ofSeconds(11));
    assertThat(plugin.problem()).isEmpty();
  }
}
