package io.navarch.controller.serviceaccount;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.KeyedController;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.client.WorkQueue;
import io.navarch.model.pki.Jwt;
import io.navarch.model.pki.Pem;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Wires the controllers of what every namespace gets. */
public final class ServiceAccountControllers {

  private ServiceAccountControllers() {}

  public static Controller serviceAccounts(ControllerContext context) {
    SharedIndexInformer<Namespace> namespaces = context.informers().of(Namespace.class);
    SharedIndexInformer<ServiceAccount> accounts =
        context
            .informers()
            .scoped(
                ServiceAccount.class,
                "default",
                client ->
                    client
                        .serviceAccounts()
                        .inAnyNamespace()
                        .withField("metadata.name", DefaultServiceAccountReconciler.NAME));
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(namespaces, namespace -> queue.add(ObjectKey.of(namespace)));
    Informers.onAny(
        accounts, account -> queue.add(new ObjectKey("", account.getMetadata().getNamespace())));
    return new KeyedController<>(
        "serviceaccount-controller",
        1,
        queue,
        new DefaultServiceAccountReconciler(context, namespaces, accounts));
  }

  /**
   * @param rootCa certificates in PEM
   */
  public static Controller rootCa(ControllerContext context, String rootCa) {
    SharedIndexInformer<Namespace> namespaces = context.informers().of(Namespace.class);
    SharedIndexInformer<ConfigMap> maps =
        context
            .informers()
            .scoped(
                ConfigMap.class,
                RootCaReconciler.NAME,
                client ->
                    client
                        .configMaps()
                        .inAnyNamespace()
                        .withField("metadata.name", RootCaReconciler.NAME));
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(namespaces, namespace -> queue.add(ObjectKey.of(namespace)));
    Informers.onAny(maps, map -> queue.add(new ObjectKey("", map.getMetadata().getNamespace())));
    return new KeyedController<>(
        "root-ca-certificate-publisher-controller",
        1,
        queue,
        new RootCaReconciler(context, namespaces, maps, rootCa));
  }

  private static SharedIndexInformer<Secret> tokenSecrets(ControllerContext context) {
    return context
        .informers()
        .scoped(
            Secret.class,
            TokenSecretPlanner.TYPE,
            client -> client.secrets().inAnyNamespace().withField("type", TokenSecretPlanner.TYPE));
  }

  /**
   * Fills Secrets that ask for a token.
   *
   * @param rootCa certificates in PEM that go into each, null for none
   * @param signingKey the private key that service account tokens are signed with
   */
  public static Controller tokenSecrets(
      ControllerContext context, @Nullable String rootCa, Path signingKey) {
    SharedIndexInformer<Secret> secrets = tokenSecrets(context);
    SharedIndexInformer<ServiceAccount> accounts = context.informers().of(ServiceAccount.class);
    WorkQueue<ObjectKey> queue = new WorkQueue<>();
    Informers.onAny(secrets, secret -> queue.add(ObjectKey.of(secret)));
    Informers.onAny(
        accounts,
        account ->
            secrets.getStore().list().stream()
                .filter(secret -> isOf(secret, account))
                .forEach(secret -> queue.add(ObjectKey.of(secret))));
    PrivateKey key = Pem.privateKey(Pem.read(signingKey));
    return new KeyedController<>(
        "serviceaccount-token-controller",
        context.concurrency(),
        queue,
        new TokenSecretReconciler(
            context,
            secrets,
            accounts,
            rootCa == null ? "" : rootCa,
            claims -> Jwt.sign(claims, key)));
  }

  private static boolean isOf(Secret secret, ServiceAccount account) {
    return secret.getMetadata().getNamespace().equals(account.getMetadata().getNamespace())
        && TokenSecretPlanner.account(secret).equals(account.getMetadata().getName());
  }

  /**
   * Ends auto-made token Secrets that nobody uses.
   *
   * @param period how long a token may rest, and how long it is invalid before it is deleted
   */
  public static Controller legacyTokens(ControllerContext context, Duration period) {
    return LegacyTokenCleaner.controller(
        context, tokenSecrets(context), context.informers().of(ServiceAccount.class), period);
  }
}
