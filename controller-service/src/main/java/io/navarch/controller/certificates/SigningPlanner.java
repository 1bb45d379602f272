package io.navarch.controller.certificates;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.navarch.model.pki.CertificateRequest;
import io.navarch.model.pki.PkiException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which approved requests the cluster's own signers sign, and for how long. Pure. */
final class SigningPlanner {
  private static final String CLIENT = "kubernetes.io/kube-apiserver-client";
  private static final String NODE_CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";
  private static final String NODE_SERVING = "kubernetes.io/kubelet-serving";
  private static final String LEGACY = "kubernetes.io/legacy-unknown";
  private static final Set<String> CLIENT_USAGES =
      Set.of("digital signature", "key encipherment", "client auth");

  /** Certificates start a little before they are made, for clocks that run behind. */
  private static final Duration BACKDATE = Duration.ofMinutes(5);

  /** Shorter ones end where they were asked to; longer ones the backdate earlier. */
  private static final Duration SHORT = Duration.ofHours(8);

  private static final Duration LEAST = Duration.ofMinutes(10);

  private SigningPlanner() {}

  /**
   * @param most the longest validity that signers give
   */
  static SigningPlan plan(CertificateSigningRequest request, Duration most, Instant now) {
    String signer = RequestFacts.signer(request);
    if (!Set.of(CLIENT, NODE_CLIENT, NODE_SERVING, LEGACY).contains(signer)
        || RequestFacts.isIssued(request)
        || !RequestFacts.has(request, RequestFacts.APPROVED)
        || RequestFacts.has(request, RequestFacts.DENIED)
        || RequestFacts.has(request, RequestFacts.FAILED)) {
      return new SigningPlan.LeaveAlone();
    }
    List<String> usages = RequestFacts.usages(request);
    CertificateRequest asked;
    try {
      asked = CertificateRequest.ofBase64(request.getSpec().getRequest());
    } catch (PkiException malformed) {
      return new SigningPlan.Fail(String.valueOf(malformed.getMessage()));
    }
    String error = error(signer, asked, usages);
    if (error != null) {
      return new SigningPlan.Fail(error);
    }
    Duration validity = validity(request.getSpec().getExpirationSeconds(), most);
    Duration whole = validity.compareTo(SHORT) < 0 ? validity.plus(BACKDATE) : validity;
    return new SigningPlan.Sign(asked, usages, now.minus(BACKDATE), whole);
  }

  private static @Nullable String error(
      String signer, CertificateRequest asked, List<String> usages) {
    return switch (signer) {
      case CLIENT -> clientUsageError(usages);
      case NODE_CLIENT -> NodeCertificates.clientError(asked, usages);
      case NODE_SERVING -> NodeCertificates.servingError(asked, usages);
      default -> null;
    };
  }

  private static @Nullable String clientUsageError(List<String> usages) {
    for (String usage : usages) {
      if (!CLIENT_USAGES.contains(usage)) {
        return "invalid usage for client certificate: " + usage;
      }
    }
    return usages.contains("client auth")
        ? null
        : "missing required usage for client certificate: client auth";
  }

  private static Duration validity(@Nullable Integer seconds, Duration most) {
    if (seconds == null) {
      return most;
    }
    Duration asked = Duration.ofSeconds(seconds);
    if (asked.compareTo(most) > 0) {
      return most;
    }
    return asked.compareTo(LEAST) < 0 ? LEAST : asked;
  }
}
