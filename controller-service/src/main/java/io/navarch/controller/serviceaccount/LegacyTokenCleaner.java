package io.navarch.controller.serviceaccount;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.PeriodicController;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.object.PodReferences;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks once a day for token Secrets that {@link LegacyTokenPlanner} finds out of use. */
final class LegacyTokenCleaner implements PeriodicController.Round {
  private static final Logger log = LoggerFactory.getLogger(LegacyTokenCleaner.class);
  private static final String TRACKING = "kube-apiserver-legacy-service-account-token-tracking";

  private final ControllerContext context;
  private final SharedIndexInformer<Secret> secrets;
  private final SharedIndexInformer<ServiceAccount> accounts;
  private final SharedIndexInformer<Pod> pods;
  private final Duration period;

  LegacyTokenCleaner(
      ControllerContext context,
      SharedIndexInformer<Secret> secrets,
      SharedIndexInformer<ServiceAccount> accounts,
      SharedIndexInformer<Pod> pods,
      Duration period) {
    this.context = context;
    this.secrets = secrets;
    this.accounts = accounts;
    this.pods = pods;
    this.period = period;
  }

  @Override
  public void run() {
    Instant now = context.clock().instant();
    ConfigMap tracking =
        context.client().configMaps().inNamespace("kube-system").withName(TRACKING).get();
    if (tracking == null
        || tracking.getData() == null
        || !LegacyTokenPlanner.isTrackedLongEnough(
            tracking.getData().getOrDefault("since", ""), period, now)) {
      return;
    }
    for (Secret secret : secrets.getStore().list()) {
      ObjectKey account =
          new ObjectKey(secret.getMetadata().getNamespace(), TokenSecretPlanner.account(secret));
      LegacyTokenPlan plan =
          LegacyTokenPlanner.plan(
              secret, Informers.find(accounts, account), () -> isMounted(secret), period, now);
      carryOut(secret, plan);
    }
  }

  private boolean isMounted(Secret secret) {
    String namespace = secret.getMetadata().getNamespace();
    return pods.getStore().list().stream()
        .filter(pod -> pod.getMetadata().getNamespace().equals(namespace))
        .anyMatch(pod -> names(pod, secret.getMetadata().getName()));
  }

  private static boolean names(Pod pod, String secret) {
    byte[] json = Serialization.asJson(pod).getBytes(StandardCharsets.UTF_8);
    return PodReferences.of(new ApiObject(Json.readObject(json))).secrets().contains(secret);
  }

  private void carryOut(Secret secret, LegacyTokenPlan plan) {
    String namespace = secret.getMetadata().getNamespace();
    String name = secret.getMetadata().getName();
    switch (plan) {
      case LegacyTokenPlan.Keep() -> {}
      case LegacyTokenPlan.MarkInvalid(String day) -> {
        log.info("Token Secret {}/{} was not used for long and is marked invalid", namespace, name);
        context
            .client()
            .secrets()
            .inNamespace(namespace)
            .withName(name)
            .patch(
                PatchContext.of(PatchType.JSON_MERGE),
                "{\"metadata\":{\"uid\":\""
                    + secret.getMetadata().getUid()
                    + "\",\"labels\":{\""
                    + LegacyTokenPlanner.INVALID_SINCE
                    + "\":\""
                    + day
                    + "\"}}}");
      }
      case LegacyTokenPlan.Delete() -> {
        log.info("Token Secret {}/{} has been invalid for long and is deleted", namespace, name);
        context
            .client()
            .secrets()
            .inNamespace(namespace)
            .withName(name)
            .lockResourceVersion(secret.getMetadata().getResourceVersion())
            .delete();
      }
    }
  }

  static PeriodicController controller(
      ControllerContext context,
      SharedIndexInformer<Secret> secrets,
      SharedIndexInformer<ServiceAccount> accounts,
      Duration period) {
    return new PeriodicController(
        "legacy-serviceaccount-token-cleaner-controller",
        Duration.ofHours(24),
        new LegacyTokenCleaner(
            context, secrets, accounts, context.informers().of(Pod.class), period));
  }
}
