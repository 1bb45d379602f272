package io.navarch.controller.certificates;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.pki.CertificateRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Approves what a requestor may have without being asked. */
final class ApprovalReconciler implements Reconciler<ObjectKey> {
  private static final Logger log = LoggerFactory.getLogger(ApprovalReconciler.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final SharedIndexInformer<CertificateSigningRequest> requests;
  private final boolean serving;

  ApprovalReconciler(
      KubernetesClient client,
      SharedIndexInformer<CertificateSigningRequest> requests,
      boolean serving) {
    this.client = client;
    this.requests = requests;
    this.serving = serving;
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    CertificateSigningRequest request = Informers.find(requests, key);
    if (request == null) {
      return Outcome.DONE;
    }
    ApprovalPlan plan = ApprovalPlanner.plan(request, serving);
    while (plan instanceof ApprovalPlan.AskFor(var subresource, var message, var otherwise)) {
      if (mayCreate(request, subresource)) {
        approve(request, message);
        return Outcome.DONE;
      }
      plan = otherwise;
    }
    return plan instanceof ApprovalPlan.CompareWithNode(var node, var asked)
        ? compared(request, node, asked)
        : Outcome.DONE;
  }

  /** A node whose addresses are not known yet may report them a little later. */
  private Outcome compared(
      CertificateSigningRequest request, String node, CertificateRequest asked) {
    Optional<String> foreign =
        ServingNames.firstForeign(asked, client.nodes().withName(node).get());
    if (foreign.isPresent()) {
      log.info(
          "Node {} asks for a serving certificate for {}, which its status does not list",
          node,
          foreign.get());
      return Outcome.after(LOOK_AGAIN);
    }
    approve(request, "Auto approving node serving certificate for the node's own addresses.");
    return Outcome.DONE;
  }

  private boolean mayCreate(CertificateSigningRequest request, String subresource) {
    var spec = request.getSpec();
    SubjectAccessReview review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(spec.getUsername())
            .withUid(spec.getUid())
            .withGroups(spec.getGroups())
            .withExtra(spec.getExtra() == null ? Map.of() : spec.getExtra())
            .withNewResourceAttributes()
            .withGroup("certificates.k8s.io")
            .withResource("certificatesigningrequests")
            .withVerb("create")
            .withSubresource(subresource)
            .withVersion("*")
            .endResourceAttributes()
            .endSpec()
            .build();
    SubjectAccessReview answer = client.resource(review).create();
    return answer.getStatus() != null && Boolean.TRUE.equals(answer.getStatus().getAllowed());
  }

  private void approve(CertificateSigningRequest request, String message) {
    client
        .certificates()
        .v1()
        .certificateSigningRequests()
        .withName(request.getMetadata().getName())
        .approve(
            new CertificateSigningRequestConditionBuilder()
                .withType(RequestFacts.APPROVED)
                .withStatus("True")
                .withReason("AutoApproved")
                .withMessage(message)
                .build());
  }
}
