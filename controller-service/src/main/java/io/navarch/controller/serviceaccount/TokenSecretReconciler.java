package io.navarch.controller.serviceaccount;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.loop.Deletions;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Carries out what {@link TokenSecretPlanner} says about each token Secret. */
final class TokenSecretReconciler implements Reconciler<ObjectKey> {
  private final ControllerContext context;
  private final SharedIndexInformer<Secret> secrets;
  private final SharedIndexInformer<ServiceAccount> accounts;
  private final String rootCa;
  private final Function<Map<String, Object>, String> signer;

  /**
   * @param rootCa certificates in PEM that go into each Secret, empty for none
   * @param signer makes a token of claims
   */
  TokenSecretReconciler(
      ControllerContext context,
      SharedIndexInformer<Secret> secrets,
      SharedIndexInformer<ServiceAccount> accounts,
      String rootCa,
      Function<Map<String, Object>, String> signer) {
    this.context = context;
    this.secrets = secrets;
    this.accounts = accounts;
    this.rootCa = rootCa;
    this.signer = signer;
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    Secret secret = Informers.find(secrets, key);
    if (secret == null) {
      accounts.getStore().list().stream()
          .filter(account -> account.getMetadata().getNamespace().equals(key.namespace()))
          .filter(account -> names(account, key.name()))
          .forEach(account -> forget(account, key.name()));
      return Outcome.DONE;
    }
    ServiceAccount account = account(secret);
    switch (TokenSecretPlanner.plan(secret, account, rootCa)) {
      case TokenSecretPlan.Settled() -> {}
      case TokenSecretPlan.Delete() -> {
        boolean unused =
            Deletions.delete(
                context.client(),
                Deletions.core(key.namespace(), "secrets", key.name()),
                secret.getMetadata().getUid(),
                null,
                null);
      }
      case TokenSecretPlan.Fill missing ->
          fill(secret, Objects.requireNonNull(account, "account"), missing);
    }
    return Outcome.DONE;
  }

  /** A cache that runs behind must not make a Secret look as if its account had gone. */
  private @Nullable ServiceAccount account(Secret secret) {
    String namespace = secret.getMetadata().getNamespace();
    String name = TokenSecretPlanner.account(secret);
    ServiceAccount known = Informers.find(accounts, new ObjectKey(namespace, name));
    return TokenSecretPlanner.belongs(secret, known)
        ? known
        : context.client().serviceAccounts().inNamespace(namespace).withName(name).get();
  }

  private void fill(Secret secret, ServiceAccount account, TokenSecretPlan.Fill missing) {
    Map<String, String> data =
        new LinkedHashMap<>(Objects.requireNonNullElse(secret.getData(), Map.of()));
    if (missing.authority()) {
      data.put("ca.crt", TokenSecretPlanner.base64(rootCa));
    }
    if (missing.namespace()) {
      data.put("namespace", TokenSecretPlanner.base64(account.getMetadata().getNamespace()));
    }
    if (missing.token()) {
      data.put(
          "token",
          TokenSecretPlanner.base64(signer.apply(TokenSecretPlanner.claims(secret, account))));
    }
    write(
        () ->
            context
                .client()
                .resource(
                    new SecretBuilder(secret)
                        .editMetadata()
                        .addToAnnotations(
                            TokenSecretPlanner.ACCOUNT_NAME, account.getMetadata().getName())
                        .addToAnnotations(
                            TokenSecretPlanner.ACCOUNT_UID, account.getMetadata().getUid())
                        .endMetadata()
                        .withData(data)
                        .build())
                .update());
  }

  private static boolean names(ServiceAccount account, String secret) {
    List<ObjectReference> references = account.getSecrets();
    return references != null && references.stream().anyMatch(r -> secret.equals(r.getName()));
  }

  private void forget(ServiceAccount account, String secret) {
    write(
        () ->
            context
                .client()
                .resource(
                    new ServiceAccountBuilder(account)
                        .withSecrets(
                            account.getSecrets().stream()
                                .filter(r -> !secret.equals(r.getName()))
                                .toList())
                        .build())
                .update());
  }

  /** Somebody else's change comes back as an event, and this is looked at again. */
  private static void write(Runnable change) {
    try {
      change.run();
    } catch (KubernetesClientException refused) {
      if (!GatewayClients.isConflict(refused) && !GatewayClients.isNotFound(refused)) {
        throw refused;
      }
    }
  }
}
