package io.navarch.controller.serviceaccount;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which auto-made token Secrets are out of use: not used for a long time, mounted by no pod. They
 * are marked invalid first and deleted after as long again. Days are UTC's. Pure.
 */
final class LegacyTokenPlanner {
  static final String LAST_USED = "kubernetes.io/legacy-token-last-used";
  static final String INVALID_SINCE = "kubernetes.io/legacy-token-invalid-since";

  private LegacyTokenPlanner() {}

  /**
   * Whether the use of tokens has been noted for long enough to judge by it.
   *
   * @param since the day on which that began; the day itself does not count
   */
  static boolean isTrackedLongEnough(String since, Duration period, Instant now) {
    return day(since)
        .map(d -> d.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().plus(period))
        .filter(from -> !now.isBefore(from))
        .isPresent();
  }

  /**
   * @param account that the Secret names, null where there is none
   * @param mounted whether a pod uses the Secret; asked last
   * @param period how long a token may rest
   */
  static LegacyTokenPlan plan(
      Secret secret,
      @Nullable ServiceAccount account,
      BooleanSupplier mounted,
      Duration period,
      Instant now) {
    Instant restingSince = now.minus(period);
    LocalDate restingDay = LocalDate.ofInstant(restingSince, ZoneOffset.UTC);
    if (secret.getMetadata().getDeletionTimestamp() != null
        || !Instant.parse(secret.getMetadata().getCreationTimestamp()).isBefore(restingSince)
        || wasUsed(label(secret, LAST_USED), restingDay)
        || !isAutoMade(secret, account)
        || mounted.getAsBoolean()) {
      return new LegacyTokenPlan.Keep();
    }
    Optional<LocalDate> invalidSince = day(label(secret, INVALID_SINCE));
    if (invalidSince.isEmpty()) {
      return new LegacyTokenPlan.MarkInvalid(LocalDate.ofInstant(now, ZoneOffset.UTC).toString());
    }
    return invalidSince.get().isBefore(restingDay)
        ? new LegacyTokenPlan.Delete()
        : new LegacyTokenPlan.Keep();
  }

  /** A label that cannot be read says nothing, and nothing is done. */
  private static boolean wasUsed(String lastUsed, LocalDate restingDay) {
    return !lastUsed.isEmpty() && day(lastUsed).map(d -> !d.isBefore(restingDay)).orElse(true);
  }

  /** Accounts list the Secrets that were made for them; hand-made ones are not listed. */
  private static boolean isAutoMade(Secret secret, @Nullable ServiceAccount account) {
    return account != null
        && TokenSecretPlanner.belongs(secret, account)
        && account.getSecrets() != null
        && account.getSecrets().stream()
            .anyMatch(r -> secret.getMetadata().getName().equals(r.getName()));
  }

  private static String label(Secret secret, String key) {
    Map<String, String> labels = secret.getMetadata().getLabels();
    return labels == null ? "" : labels.getOrDefault(key, "");
  }

  private static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
