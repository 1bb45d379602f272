package io.navarch.controller.bootstrap;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Deletions;
import io.navarch.controller.loop.KeyedController;
import io.navarch.controller.loop.Outcome;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Wires the signer of {@code cluster-info} and the cleaner of tokens. */
public final class BootstrapControllers {
  private static final ObjectKey CLUSTER_INFO = new ObjectKey("kube-public", "cluster-info");

  private BootstrapControllers() {}

  private static SharedIndexInformer<Secret> tokens(ControllerContext context) {
    return context
        .informers()
        .scoped(
            Secret.class,
            BootstrapToken.TYPE,
            client ->
                client.secrets().inNamespace("kube-system").withField("type", BootstrapToken.TYPE));
  }

  public static Controller signer(ControllerContext context) {
    SharedIndexInformer<Secret> tokens = tokens(context);
    SharedIndexInformer<ConfigMap> maps =
        context
            .informers()
            .scoped(
                ConfigMap.class,
                CLUSTER_INFO.toString(),
                client ->
                    client
                        .configMaps()
                        .inNamespace(CLUSTER_INFO.namespace())
                        .withField("metadata.name", CLUSTER_INFO.name()));
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(tokens, _ -> queue.add(CLUSTER_INFO));
    Informers.onAny(maps, _ -> queue.add(CLUSTER_INFO));
    return new KeyedController<>(
        "bootstrap-signer-controller", 1, queue, key -> sign(context, maps, tokens, key));
  }

  private static Outcome sign(
      ControllerContext context,
      SharedIndexInformer<ConfigMap> maps,
      SharedIndexInformer<Secret> secrets,
      ObjectKey key) {
    ConfigMap map = Informers.find(maps, key);
    if (map == null || map.getData() == null) {
      return Outcome.DONE;
    }
    List<BootstrapToken> tokens =
        secrets.getStore().list().stream()
            .map(BootstrapToken::of)
            .flatMap(Optional::stream)
            .toList();
    Optional<Map<String, String>> signed =
        SignaturePlanner.plan(map.getData(), tokens, context.clock().instant());
    signed.ifPresent(
        data ->
            context.client().resource(new ConfigMapBuilder(map).withData(data).build()).update());
    return Outcome.DONE;
  }

  public static Controller cleaner(ControllerContext context) {
    SharedIndexInformer<Secret> tokens = tokens(context);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(tokens, token -> queue.add(ObjectKey.of(token)));
    return new KeyedController<>(
        "token-cleaner-controller", 1, queue, key -> clean(context, tokens, key));
  }

  private static Outcome clean(
      ControllerContext context, SharedIndexInformer<Secret> tokens, ObjectKey key) {
    Secret token = Informers.find(tokens, key);
    Instant expires = token == null ? null : BootstrapToken.expiry(token);
    if (token == null || expires == null) {
      return Outcome.DONE;
    }
    Duration left = Duration.between(context.clock().instant(), expires);
    if (left.isPositive()) {
      return Outcome.after(left);
    }
    boolean unused =
        Deletions.delete(
            context.client(),
            Deletions.core(key.namespace(), "secrets", key.name()),
            token.getMetadata().getUid(),
            null,
            null);
    return Outcome.DONE;
  }
}
