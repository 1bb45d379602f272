package io.navarch.controller.serviceaccount;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenSecretsTest {
  private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
  private static final Duration MONTH = Duration.ofDays(30);

  private static SecretBuilder secret() {
    return new SecretBuilder()
        .withNewMetadata()
        .withName("t")
        .withNamespace("n")
        .withUid("x1")
        .withCreationTimestamp("2026-01-01T00:00:00Z")
        .addToAnnotations(TokenSecretPlanner.ACCOUNT_NAME, "s")
        .endMetadata()
        .withType(TokenSecretPlanner.TYPE);
  }

  private static ServiceAccount account(String... secrets) {
    ServiceAccountBuilder account =
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withName("s")
            .withNamespace("n")
            .withUid("u1")
            .endMetadata();
    for (String secret : secrets) {
      account.addNewSecret().withName(secret).endSecret();
    }
    return account.build();
  }

  @Test
  void anEmptySecretIsFilled() {
    assertThat(TokenSecretPlanner.plan(secret().build(), account(), "CA"))
        .isEqualTo(new TokenSecretPlan.Fill(true, true, true));
    Map<String, String> full = new LinkedHashMap<>(Map.of("token", "eA==", "namespace", "bg=="));
    assertThat(TokenSecretPlanner.plan(secret().withData(full).build(), account(), ""))
        .isEqualTo(new TokenSecretPlan.Settled());
    full.put("ca.crt", TokenSecretPlanner.base64("old"));
    assertThat(TokenSecretPlanner.plan(secret().withData(full).build(), account(), "CA"))
        .isEqualTo(new TokenSecretPlan.Fill(true, false, false));
  }

  @Test
  void aSecretEndsWithItsAccount() {
    assertThat(TokenSecretPlanner.plan(secret().build(), null, ""))
        .isEqualTo(new TokenSecretPlan.Delete());
    Secret ofAnEarlierAccount =
        secret()
            .editMetadata()
            .addToAnnotations(TokenSecretPlanner.ACCOUNT_UID, "u0")
            .endMetadata()
            .build();
    assertThat(TokenSecretPlanner.plan(ofAnEarlierAccount, account(), ""))
        .isEqualTo(new TokenSecretPlan.Delete());
  }

  @Test
  void claimsNameTheSecretAndTheAccount() {
    assertThat(TokenSecretPlanner.claims(secret().build(), account()))
        .containsEntry("iss", "kubernetes/serviceaccount")
        .containsEntry("sub", "system:serviceaccount:n:s")
        .containsEntry("kubernetes.io/serviceaccount/secret.name", "t")
        .containsEntry("kubernetes.io/serviceaccount/service-account.uid", "u1");
  }

  private static LegacyTokenPlan plan(SecretBuilder secret) {
    return LegacyTokenPlanner.plan(secret.build(), account("t"), () -> false, MONTH, NOW);
  }

  private static SecretBuilder labelled(String key, String value) {
    return secret().editMetadata().addToLabels(key, value).endMetadata();
  }

  @Test
  void unusedAutoMadeTokensAreInvalidatedAndThenDeleted() {
    assertThat(plan(secret())).isEqualTo(new LegacyTokenPlan.MarkInvalid("2026-06-15"));
    assertThat(plan(labelled(LegacyTokenPlanner.LAST_USED, "2026-05-15")))
        .isEqualTo(new LegacyTokenPlan.MarkInvalid("2026-06-15"));
    assertThat(plan(labelled(LegacyTokenPlanner.INVALID_SINCE, "2026-05-15")))
        .isEqualTo(new LegacyTokenPlan.Delete());
    assertThat(plan(labelled(LegacyTokenPlanner.INVALID_SINCE, "2026-05-16")))
        .isEqualTo(new LegacyTokenPlan.Keep());
    assertThat(plan(labelled(LegacyTokenPlanner.INVALID_SINCE, "some day")))
        .isInstanceOf(LegacyTokenPlan.MarkInvalid.class);
  }

  @Test
  void whatIsInUseOrUncertainStays() {
    LegacyTokenPlan keep = new LegacyTokenPlan.Keep();
    assertThat(plan(labelled(LegacyTokenPlanner.LAST_USED, "2026-05-16"))).isEqualTo(keep);
    assertThat(plan(labelled(LegacyTokenPlanner.LAST_USED, "some day"))).isEqualTo(keep);
    assertThat(
            plan(
                secret()
                    .editMetadata()
                    .withCreationTimestamp("2026-06-01T00:00:00Z")
                    .endMetadata()))
        .isEqualTo(keep);
    Secret old = secret().build();
    assertThat(LegacyTokenPlanner.plan(old, account(), () -> false, MONTH, NOW)).isEqualTo(keep);
    assertThat(LegacyTokenPlanner.plan(old, null, () -> false, MONTH, NOW)).isEqualTo(keep);
    assertThat(LegacyTokenPlanner.plan(old, account("t"), () -> true, MONTH, NOW)).isEqualTo(keep);
  }

  @Test
  void nothingIsJudgedBeforeUseWasNotedForLongEnough() {
    assertThat(LegacyTokenPlanner.isTrackedLongEnough("2026-05-15", MONTH, NOW)).isTrue();
    assertThat(LegacyTokenPlanner.isTrackedLongEnough("2026-05-16", MONTH, NOW)).isFalse();
    assertThat(LegacyTokenPlanner.isTrackedLongEnough("", MONTH, NOW)).isFalse();
  }
}
