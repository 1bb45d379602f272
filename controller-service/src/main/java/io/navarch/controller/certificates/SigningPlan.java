package io.navarch.controller.certificates;

import io.navarch.model.pki.CertificateRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a signer does with a request. */
sealed interface SigningPlan {
  /** Not approved, done already, or another's. */
  record LeaveAlone() implements SigningPlan {}

  /** Approved, but not what this signer signs. */
  record Fail(String message) implements SigningPlan {}

  /** Sign it for {@code validity} from {@code start} on. */
  record Sign(CertificateRequest request, List<String> usages, Instant start, Duration validity)
      implements SigningPlan {}
}
