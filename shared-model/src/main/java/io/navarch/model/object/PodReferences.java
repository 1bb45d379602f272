package io.navarch.model.object;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The objects of its own namespace that a pod's spec names. */
public record PodReferences(
    Set<String> secrets,
    Set<String> configMaps,
    Set<String> claims,
    Set<String> serviceAccounts,
    Set<String> deviceClaims) {

  public static PodReferences of(ApiObject pod) {
    PodReferences found =
        new PodReferences(
            new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
    Map<String, Object> spec = ApiObject.mapAt(pod.root(), "spec");
    addName(found.serviceAccounts, spec.get("serviceAccountName"));
    for (Object pull : ApiObject.listAt(spec, "imagePullSecrets")) {
      if (pull instanceof Map<?, ?> reference) {
        addName(found.secrets, reference.get("name"));
      }
    }
    for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
      ApiObject.listAt(spec, list).forEach(found::container);
    }
    for (Object volume : ApiObject.listAt(spec, "volumes")) {
      found.volume(pod, tree(volume));
    }
    found.devices(pod, spec);
    return found;
  }

  /** Claims that are named, and those that were made from templates for this pod. */
  private void devices(ApiObject pod, Map<String, Object> spec) {
    Set<Object> fromTemplates = new HashSet<>();
    for (Object each : ApiObject.listAt(spec, "resourceClaims")) {
      Map<String, Object> claim = tree(each);
      addName(deviceClaims, claim.get("resourceClaimName"));
      if (claim.get("resourceClaimName") == null
          && claim.get("resourceClaimTemplateName") != null) {
        fromTemplates.add(claim.get("name"));
      }
    }
    Map<String, Object> status = ApiObject.mapAt(pod.root(), "status");
    for (Object made : ApiObject.listAt(status, "resourceClaimStatuses")) {
      if (fromTemplates.contains(tree(made).get("name"))) {
        addName(deviceClaims, tree(made).get("resourceClaimName"));
      }
    }
    addName(
        deviceClaims,
        ApiObject.mapAt(status, "extendedResourceClaimStatus").get("resourceClaimName"));
  }

  private void container(Object container) {
    for (Object source : ApiObject.listAt(tree(container), "envFrom")) {
      addName(configMaps, ApiObject.mapAt(tree(source), "configMapRef").get("name"));
      addName(secrets, ApiObject.mapAt(tree(source), "secretRef").get("name"));
    }
    for (Object variable : ApiObject.listAt(tree(container), "env")) {
      Map<String, Object> from = ApiObject.mapAt(tree(variable), "valueFrom");
      addName(configMaps, ApiObject.mapAt(from, "configMapKeyRef").get("name"));
      addName(secrets, ApiObject.mapAt(from, "secretKeyRef").get("name"));
    }
  }

  private void volume(ApiObject pod, Map<String, Object> volume) {
    addName(secrets, ApiObject.mapAt(volume, "secret").get("secretName"));
    addName(configMaps, ApiObject.mapAt(volume, "configMap").get("name"));
    addName(secrets, ApiObject.mapAt(volume, "azureFile").get("secretName"));
    addName(claims, ApiObject.mapAt(volume, "persistentVolumeClaim").get("claimName"));
    if (volume.get("ephemeral") != null) {
      claims.add(pod.name() + "-" + ApiObject.string(volume, "name"));
    }
    for (Object source : ApiObject.listAt(ApiObject.mapAt(volume, "projected"), "sources")) {
      addName(configMaps, ApiObject.mapAt(tree(source), "configMap").get("name"));
      addName(secrets, ApiObject.mapAt(tree(source), "secret").get("name"));
    }
    for (Map.Entry<String, Object> driver : volume.entrySet()) {
      Map<String, Object> fields = tree(driver.getValue());
      addName(secrets, ApiObject.mapAt(fields, "secretRef").get("name"));
      addName(secrets, ApiObject.mapAt(fields, "nodePublishSecretRef").get("name"));
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  private static void addName(Set<String> names, @Nullable Object name) {
    if (name instanceof String text && !text.isEmpty()) {
      names.add(text);
    }
  }
}
