package io.navarch.controller.certificates;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.KeyedController;
import io.navarch.controller.loop.PeriodicController;
import io.navarch.controller.loop.Reconciler;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;
import io.navarch.model.pki.CertificateAuthority;
import java.nio.file.Path;
import java.time.Duration;

/** Wires the controllers of certificate signing requests. */
public final class CertificateControllers {
  private static final Duration CLEANUP_PERIOD = Duration.ofHours(1);

  private CertificateControllers() {}

  /**
   * @param serving whether nodes get serving certificates for their own addresses unasked
   */
  public static Controller approving(ControllerContext context, boolean serving) {
    return keyed(
        "certificatesigningrequest-approving-controller",
        context,
        new ApprovalReconciler(context.client(), requests(context), serving));
  }

  /**
   * @param certificate and {@code key}: the authority that signs, read anew for each certificate
   * @param most the longest validity that is given
   */
  public static Controller signing(
      ControllerContext context, Path certificate, Path key, Duration most) {
    return keyed(
        "certificatesigningrequest-signing-controller",
        context,
        new SigningReconciler(
            context.client(),
            requests(context),
            () -> CertificateAuthority.load(certificate, key),
            most,
            context.clock()));
  }

  public static Controller cleaning(ControllerContext context) {
    SharedIndexInformer<CertificateSigningRequest> requests = requests(context);
    return new PeriodicController(
        "certificatesigningrequest-cleaner-controller",
        CLEANUP_PERIOD,
        () ->
            requests.getStore().list().stream()
                .filter(request -> CleanupPlanner.isDue(request, context.clock().instant()))
                .forEach(request -> context.client().resource(request).delete()));
  }

  private static SharedIndexInformer<CertificateSigningRequest> requests(
      ControllerContext context) {
    return context.informers().of(CertificateSigningRequest.class);
  }

  private static Controller keyed(
      String name, ControllerContext context, Reconciler<ObjectKey> reconciler) {
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(requests(context), request -> queue.add(ObjectKey.of(request)));
    return new KeyedController<>(name, context.concurrency(), queue, reconciler);
  }
}
