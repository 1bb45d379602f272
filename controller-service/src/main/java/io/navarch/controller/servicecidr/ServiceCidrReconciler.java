package io.navarch.controller.servicecidr;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDRBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Protects ranges, says that they are ready, and lets them go. */
final class ServiceCidrReconciler implements Reconciler<ObjectKey> {
  private static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";
  private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";

  private final ControllerContext context;
  private final SharedIndexInformer<ServiceCIDR> ranges;
  private final SharedIndexInformer<IPAddress> addresses;

  ServiceCidrReconciler(
      ControllerContext context,
      SharedIndexInformer<ServiceCIDR> ranges,
      SharedIndexInformer<IPAddress> addresses) {
    this.context = context;
    this.ranges = ranges;
    this.addresses = addresses;
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    ServiceCIDR range = Informers.find(ranges, key);
    if (range == null) {
      return Outcome.DONE;
    }
    Instant now = context.clock().instant();
    List<String> held =
        addresses.getStore().list().stream()
            .filter(ServiceCidrReconciler::isOurs)
            .map(address -> address.getMetadata().getName())
            .toList();
    return switch (ServiceCidrPlanner.plan(range, ranges.getStore().list(), held, now)) {
      case ServiceCidrPlan.Keep() -> keep(range, now);
      case ServiceCidrPlan.Block() ->
          say(
              range,
              condition(
                  "False",
                  "Terminating",
                  "There are still IPAddresses referencing the ServiceCIDR, please remove them or"
                      + " create a new ServiceCIDR",
                  now));
      case ServiceCidrPlan.Wait(Duration left) -> Outcome.after(left);
      case ServiceCidrPlan.LetGo() -> letGo(range);
    };
  }

  private static boolean isOurs(IPAddress address) {
    return address.getMetadata().getLabels() != null
        && "ipallocator.k8s.io".equals(address.getMetadata().getLabels().get(MANAGED_BY));
  }

  private Outcome keep(ServiceCIDR range, Instant now) {
    if (!range.getMetadata().getFinalizers().contains(FINALIZER)) {
      ServiceCIDR protectedRange =
          new ServiceCIDRBuilder(range)
              .editMetadata()
              .addToFinalizers(FINALIZER)
              .endMetadata()
              .build();
      context.client().resource(protectedRange).update();
      return Outcome.DONE; // its change brings it back
    }
    return say(range, condition("True", "", "Kubernetes Service CIDR is ready", now));
  }

  private Outcome letGo(ServiceCIDR range) {
    if (range.getMetadata().getFinalizers().contains(FINALIZER)) {
      ServiceCIDR freed =
          new ServiceCIDRBuilder(range)
              .editMetadata()
              .removeFromFinalizers(FINALIZER)
              .endMetadata()
              .build();
      context.client().resource(freed).update();
    }
    return Outcome.DONE;
  }

  private static Condition condition(String status, String reason, String message, Instant now) {
    return new ConditionBuilder()
        .withType("Ready")
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withLastTransitionTime(now.truncatedTo(ChronoUnit.SECONDS).toString())
        .build();
  }

  private Outcome say(ServiceCIDR range, Condition wanted) {
    boolean said =
        range.getStatus() != null
            && range.getStatus().getConditions().stream()
                .anyMatch(
                    c ->
                        c.getType().equals(wanted.getType())
                            && c.getStatus().equals(wanted.getStatus())
                            && ("True".equals(c.getStatus())
                                || wanted.getMessage().equals(c.getMessage())));
    if (!said) {
      context
          .client()
          .resource(
              new ServiceCIDRBuilder(range)
                  .editOrNewStatus()
                  .withConditions(wanted)
                  .endStatus()
                  .build())
          .updateStatus();
    }
    return Outcome.DONE;
  }
}
