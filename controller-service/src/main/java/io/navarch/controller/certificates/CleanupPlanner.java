package io.navarch.controller.certificates;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.navarch.model.pki.Pem;
import io.navarch.model.pki.PkiException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Which requests have served their purpose: an hour after they were granted, denied or failed, a
 * day after they were made when nobody cared, and when their certificate has ended. Pure.
 */
final class CleanupPlanner {
  private static final Duration DECIDED = Duration.ofHours(1);
  private static final Duration PENDING = Duration.ofHours(24);

  private CleanupPlanner() {}

  static boolean isDue(CertificateSigningRequest request, Instant now) {
    boolean issued = RequestFacts.isIssued(request);
    if (RequestFacts.conditions(request).isEmpty()) {
      return isOlder(request.getMetadata().getCreationTimestamp(), PENDING, now);
    }
    return isOlder(time(request, RequestFacts.DENIED), DECIDED, now)
        || isOlder(time(request, RequestFacts.FAILED), DECIDED, now)
        || isOlder(time(request, RequestFacts.APPROVED), issued ? DECIDED : PENDING, now)
        || (RequestFacts.has(request, RequestFacts.APPROVED) && issued && hasEnded(request, now));
  }

  private static @Nullable String time(CertificateSigningRequest request, String type) {
    return RequestFacts.condition(request, type)
        .map(condition -> condition.getLastUpdateTime())
        .orElse(null);
  }

  private static boolean isOlder(@Nullable String time, Duration age, Instant now) {
    return time != null && Instant.parse(time).plus(age).isBefore(now);
  }

  private static boolean hasEnded(CertificateSigningRequest request, Instant now) {
    try {
      String pem =
          new String(
              Base64.getMimeDecoder().decode(request.getStatus().getCertificate()),
              StandardCharsets.ISO_8859_1);
      return Pem.certificate(pem).getNotAfter().toInstant().isBefore(now);
    } catch (PkiException | IllegalArgumentException unreadable) {
      return false;
    }
  }
}
