package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.object.PodReferences;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * ServiceAccount: every pod runs as an account that exists, gets a token for it mounted unless it
 * or the account does not want one, and the account's pull secrets unless it names its own.
 */
final class ServiceAccountPlugin implements AdmissionPlugin {
  private static final String DEFAULT_ACCOUNT = "default";
  private static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final String VOLUME_PREFIX = "kube-api-access-";
  private static final String NAME_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX_LENGTH = 5;

  /** A new namespace's default account is made by a controller; pods right after wait for it. */
  private static final int DEFAULT_ACCOUNT_TRIES = 10;

  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
  private static final long TRY_PAUSE_MILLIS = 150;

  private final ObjectReader reader;
  private final RandomGenerator random;

  ServiceAccountPlugin(ObjectReader reader, RandomGenerator random) {
    this.reader = reader;
    this.random = random;
  }

  @Override
  public String name() {
    return "ServiceAccount";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    ApiObject pod = PodTrees.created(request);
    if (pod == null) {
      return;
    }
    Map<String, Object> spec = PodTrees.spec(pod);
    if (PodTrees.isMirror(pod)) {
      mirror(request, spec);
      return;
    }
    if (ApiObject.string(spec, "serviceAccountName").isEmpty()) {
      String alias = ApiObject.string(spec, "serviceAccount");
      spec.put("serviceAccountName", alias.isEmpty() ? DEFAULT_ACCOUNT : alias);
    }
    spec.put("serviceAccount", spec.get("serviceAccountName"));
    ApiObject account = account(request, pod, ApiObject.string(spec, "serviceAccountName"));
    if (mountsToken(spec, account)) {
      mountToken(spec);
    }
    List<Object> pullSecrets = ApiObject.listAt(account.root(), "imagePullSecrets");
    if (ApiObject.listAt(spec, "imagePullSecrets").isEmpty() && !pullSecrets.isEmpty()) {
      spec.put("imagePullSecrets", Json.copy(pullSecrets));
    }
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject pod = PodTrees.created(request);
    if (pod == null) {
      return;
    }
    Map<String, Object> spec = PodTrees.spec(pod);
    if (PodTrees.isMirror(pod)) {
      mirror(request, spec);
      return;
    }
    ApiObject account = account(request, pod, ApiObject.string(spec, "serviceAccountName"));
    if (TRUE.contains(
        String.valueOf(account.annotations().get("kubernetes.io/enforce-mountable-secrets")))) {
      MountableSecrets.require(request, spec, account);
    }
  }

  /** A mirror pod runs already, without an account; it must not look as if it had one. */
  private static void mirror(AdmissionRequest request, Map<String, Object> spec) {
    if (!ApiObject.string(spec, "serviceAccountName").isEmpty()) {
      throw refuse(request, "a mirror pod may not reference service accounts");
    }
    if (!PodReferences.of(new ApiObject(Map.of("spec", spec))).secrets().isEmpty()) {
      throw refuse(request, "a mirror pod may not reference secrets");
    }
    for (Map<String, Object> volume : PodTrees.trees(ApiObject.listAt(spec, "volumes"))) {
      List<Object> sources = ApiObject.listAt(ApiObject.mapAt(volume, "projected"), "sources");
      if (PodTrees.trees(sources).stream().anyMatch(s -> s.get("serviceAccountToken") != null)) {
        throw refuse(request, "a mirror pod may not use ServiceAccountToken volume projections");
      }
    }
  }

  private ApiObject account(AdmissionRequest request, ApiObject pod, String name) {
    int tries = name.equals(DEFAULT_ACCOUNT) ? DEFAULT_ACCOUNT_TRIES : 1;
    String namespace = request.namespace();
    for (int i = 0; i < tries; i++) {
      if (i > 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TRY_PAUSE_MILLIS));
      }
      Optional<ApiObject> account = reader.getLive("", "serviceaccounts", namespace, name);
      if (account.isPresent()) {
        return account.get();
      }
    }
    throw refuse(
        request,
        "error looking up service account "
            + namespace
            + "/"
            + name
            + ": serviceaccount \""
            + name
            + "\" not found");
  }

  private static boolean mountsToken(Map<String, Object> spec, ApiObject account) {
    if (spec.get("automountServiceAccountToken") instanceof Boolean wanted) {
      return wanted;
    }
    return !Boolean.FALSE.equals(account.root().get("automountServiceAccountToken"));
  }

  private void mountToken(Map<String, Object> spec) {
    String volume =
        PodTrees.trees(ApiObject.listAt(spec, "volumes")).stream()
            .filter(v -> v.get("projected") != null)
            .map(v -> ApiObject.string(v, "name"))
            .filter(name -> name.startsWith(VOLUME_PREFIX))
            .findFirst()
            .orElse("");
    boolean isNew = volume.isEmpty();
    String name = isNew ? VOLUME_PREFIX + suffix() : volume;
    boolean mounted = false;
    for (Map<String, Object> container : PodTrees.allContainers(spec)) {
      boolean taken =
          PodTrees.trees(ApiObject.listAt(container, "volumeMounts")).stream()
              .anyMatch(m -> TOKEN_PATH.equals(m.get("mountPath")));
      if (!taken) {
        PodTrees.list(container, "volumeMounts").add(mount(name));
        mounted = true;
      }
    }
    if (mounted && isNew) {
      PodTrees.list(spec, "volumes").add(tokenVolume(name));
    }
  }

  private static Map<String, Object> mount(String volume) {
    Map<String, Object> mount = new LinkedHashMap<>();
    mount.put("name", volume);
    mount.put("readOnly", true);
    mount.put("mountPath", TOKEN_PATH);
    return mount;
  }

  private static Map<String, Object> tokenVolume(String name) {
    return Json.readObject(
        """
        {"name":"%s","projected":{"sources":[
          {"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},
          {"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}},
          {"downwardAPI":{"items":[{"path":"namespace",
            "fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"}}]}}],
          "defaultMode":420}}
        """
            .formatted(name)
            .getBytes(StandardCharsets.UTF_8));
  }

  private String suffix() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < SUFFIX_LENGTH; i++) {
      text.append(NAME_LETTERS.charAt(random.nextInt(NAME_LETTERS.length())));
    }
    return text.toString();
  }

  static ApiException refuse(AdmissionRequest request, String why) {
    return ApiException.forbidden("", "pods", request.named(), why);
  }
}
