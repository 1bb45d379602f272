package io.navarch.gateway.admission;

import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The secrets that a pod may use whose account says that it may use only those it lists. */
final class MountableSecrets {
  private final AdmissionRequest request;
  private final String account;
  private final Set<String> allowed;

  private MountableSecrets(AdmissionRequest request, ApiObject account) {
    this.request = request;
    this.account = account.name();
    this.allowed = names(account, "secrets");
  }

  /**
   * @throws ApiException 403 where the pod uses another secret
   */
  static void require(AdmissionRequest request, Map<String, Object> spec, ApiObject account) {
    MountableSecrets secrets = new MountableSecrets(request, account);
    for (Map<String, Object> volume : PodTrees.trees(ApiObject.listAt(spec, "volumes"))) {
      if (volume.get("secret") != null) {
        secrets.require(
            "volume with secret.secretName",
            ApiObject.string(ApiObject.mapAt(volume, "secret"), "secretName"));
      }
    }
    secrets.containers("init container", ApiObject.listAt(spec, "initContainers"));
    secrets.containers("container", ApiObject.listAt(spec, "containers"));
    secrets.pulls(spec, names(account, "imagePullSecrets"));
  }

  private static Set<String> names(ApiObject account, String list) {
    return PodTrees.trees(ApiObject.listAt(account.root(), list)).stream()
        .map(reference -> ApiObject.string(reference, "name"))
        .collect(Collectors.toSet());
  }

  private void containers(String kind, List<Object> containers) {
    for (Map<String, Object> container : PodTrees.trees(containers)) {
      String who = kind + " " + ApiObject.string(container, "name") + " with ";
      for (Map<String, Object> variable : PodTrees.trees(ApiObject.listAt(container, "env"))) {
        Map<String, Object> from = ApiObject.mapAt(variable, "valueFrom");
        if (from.get("secretKeyRef") != null) {
          require(
              who
                  + "envVar "
                  + ApiObject.string(variable, "name")
                  + " referencing secret.secretName",
              ApiObject.string(ApiObject.mapAt(from, "secretKeyRef"), "name"));
        }
      }
      for (Map<String, Object> all : PodTrees.trees(ApiObject.listAt(container, "envFrom"))) {
        if (all.get("secretRef") != null) {
          require(
              who + "envFrom referencing secret.secretName",
              ApiObject.string(ApiObject.mapAt(all, "secretRef"), "name"));
        }
      }
    }
  }

  private void require(String where, String secret) {
    if (!allowed.contains(secret)) {
      throw refusal(where, secret, "secret");
    }
  }

  private void pulls(Map<String, Object> spec, Set<String> pullable) {
    List<Map<String, Object>> pulls = PodTrees.trees(ApiObject.listAt(spec, "imagePullSecrets"));
    for (int i = 0; i < pulls.size(); i++) {
      String secret = ApiObject.string(pulls.get(i), "name");
      if (!pullable.contains(secret)) {
        throw refusal("imagePullSecrets[" + i + "].name", secret, "imagePullSecret");
      }
    }
  }

  private ApiException refusal(String where, String secret, String kind) {
    return ServiceAccountPlugin.refuse(
        request,
        where
            + "=\""
            + secret
            + "\" is not allowed because service account "
            + account
            + " does not reference that "
            + kind);
  }
}
