package io.navarch.controller.certificates;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.pki.CertificateAuthority;
import io.navarch.model.pki.Pem;
import io.navarch.model.pki.PkiException;
import io.navarch.model.pki.RequestedUsages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.function.Supplier;

/** Signs approved requests with the cluster's authority. */
final class SigningReconciler implements Reconciler<ObjectKey> {
  private final KubernetesClient client;
  private final SharedIndexInformer<CertificateSigningRequest> requests;
  private final Supplier<CertificateAuthority> authority;
  private final Duration most;
  private final InstantSource clock;

  /**
   * @param authority read anew for each certificate, so that it may be renewed
   * @param most the longest validity that is given
   */
  SigningReconciler(
      KubernetesClient client,
      SharedIndexInformer<CertificateSigningRequest> requests,
      Supplier<CertificateAuthority> authority,
      Duration most,
      InstantSource clock) {
    this.client = client;
    this.requests = requests;
    this.authority = authority;
    this.most = most;
    this.clock = clock;
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    CertificateSigningRequest request = Informers.find(requests, key);
    if (request == null) {
      return Outcome.DONE;
    }
    Instant now = clock.instant();
    switch (SigningPlanner.plan(request, most, now)) {
      case SigningPlan.LeaveAlone() -> {
        // Nothing to do.
      }
      case SigningPlan.Fail(String message) -> fail(request, message, now);
      case SigningPlan.Sign plan -> {
        try {
          sign(request, plan);
        } catch (PkiException e) {
          return Outcome.retry("error auto signing csr: " + e.getMessage());
        }
      }
    }
    return Outcome.DONE;
  }

  private void sign(CertificateSigningRequest request, SigningPlan.Sign plan) {
    String certificate =
        Pem.encode(
            authority
                .get()
                .sign(
                    plan.request(),
                    RequestedUsages.of(plan.usages()),
                    plan.start(),
                    plan.validity()));
    write(
        new CertificateSigningRequestBuilder(request)
            .editOrNewStatus()
            .withCertificate(
                Base64.getEncoder().encodeToString(certificate.getBytes(StandardCharsets.US_ASCII)))
            .endStatus()
            .build());
  }

  private void fail(CertificateSigningRequest request, String message, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    write(
        new CertificateSigningRequestBuilder(request)
            .editOrNewStatus()
            .addNewCondition()
            .withType(RequestFacts.FAILED)
            .withStatus("True")
            .withReason("SignerValidationFailure")
            .withMessage(message)
            .withLastUpdateTime(time)
            .endCondition()
            .endStatus()
            .build());
  }

  private void write(CertificateSigningRequest request) {
    client.resource(request).updateStatus();
  }
}
