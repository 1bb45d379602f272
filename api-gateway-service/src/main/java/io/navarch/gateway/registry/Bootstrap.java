package io.navarch.gateway.registry;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The objects that every cluster has from the start; those that exist are left alone. */
public final class Bootstrap implements BootstrapStep {
  private final ResourceCatalog catalog;
  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final String serviceAddress;
  private final String advertiseAddress;
  private final int port;

  /**
   * @param serviceAddress first address of the service range
   * @param advertiseAddress where the API is reached
   */
  public Bootstrap(
      ResourceCatalog catalog,
      ObjectReader reader,
      ObjectWriter writer,
      String serviceAddress,
      String advertiseAddress,
      int port) {
    this.catalog = catalog;
    this.reader = reader;
    this.writer = writer;
    this.serviceAddress = serviceAddress;
    this.advertiseAddress = advertiseAddress;
    this.port = port;
  }

  @Override
  public int order() {
    return 100;
  }

  @Override
  public void run() {
    for (String name : List.of("kube-system", "kube-public", "kube-node-lease", "default")) {
      Map<String, Object> labels = Map.of("kubernetes.io/metadata.name", name);
      ensure("", "v1", "namespaces", "", name, Map.of("metadata", Map.of("labels", labels)));
    }
    ensure(
        "scheduling.k8s.io",
        "v1",
        "priorityclasses",
        "",
        "system-node-critical",
        priority(
            2_000_001_000L,
            "Used for system critical pods that must not be moved from their current node."));
    ensure(
        "scheduling.k8s.io",
        "v1",
        "priorityclasses",
        "",
        "system-cluster-critical",
        priority(
            2_000_000_000L,
            "Used for system critical pods that must run in the cluster, but can be moved to"
                + " another node if necessary."));
    ensure("", "v1", "services", "default", "kubernetes", apiService(serviceAddress, port));
    if (isReachable()) {
      endpoints(advertiseAddress, port);
      endpointSlice(advertiseAddress, port);
    }
  }

  /** Endpoints on a loopback address or on no port are refused by the API's rules. */
  private boolean isReachable() {
    return port > 0 && !InetAddress.ofLiteral(advertiseAddress).isLoopbackAddress();
  }

  private static Map<String, Object> priority(long value, String description) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("value", value);
    fields.put("description", description);
    fields.put("preemptionPolicy", "PreemptLowerPriority");
    return fields;
  }

  private static Map<String, Object> apiService(String address, int port) {
    return tree(
        """
        {"metadata":{"labels":{"component":"apiserver","provider":"kubernetes"}},
         "spec":{"ports":[{"name":"https","protocol":"TCP","port":443,"targetPort":%d}],
          "clusterIP":"%s","type":"ClusterIP","sessionAffinity":"None",
          "ipFamilyPolicy":"SingleStack","internalTrafficPolicy":"Cluster"},
         "status":{"loadBalancer":{}}}
        """
            .formatted(port == 0 ? 443 : port, address));
  }

  private void endpoints(String address, int port) {
    Map<String, Object> wanted =
        tree(
            """
            {"metadata":{"labels":{"endpointslice.kubernetes.io/skip-mirror":"true"}},
             "subsets":[{"addresses":[{"ip":"%s"}],
              "ports":[{"name":"https","port":%d,"protocol":"TCP"}]}]}
            """
                .formatted(address, port));
    ensure("", "v1", "endpoints", "default", "kubernetes", wanted);
    correct("", "v1", "endpoints", "kubernetes", wanted, "subsets");
  }

  private void endpointSlice(String address, int port) {
    Map<String, Object> wanted =
        tree(
            """
            {"metadata":{"labels":{"kubernetes.io/service-name":"kubernetes"}},
             "addressType":"%s",
             "endpoints":[{"addresses":["%s"],"conditions":{"ready":true}}],
             "ports":[{"name":"https","port":%d,"protocol":"TCP"}]}
            """
                .formatted(address.contains(":") ? "IPv6" : "IPv4", address, port));
    ensure("discovery.k8s.io", "v1", "endpointslices", "default", "kubernetes", wanted);
    correct("discovery.k8s.io", "v1", "endpointslices", "kubernetes", wanted, "endpoints");
  }

  private static Map<String, Object> tree(String json) {
    return Json.readObject(json.getBytes(StandardCharsets.UTF_8));
  }

  private void ensure(
      String group,
      String version,
      String plural,
      String namespace,
      String name,
      Map<String, Object> fields) {
    if (reader.get(group, plural, namespace, name).isPresent()) {
      return;
    }
    ResourceDefinition resource = resource(group, version, plural);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("kind", resource.kind());
    root.put("apiVersion", resource.apiVersion());
    root.putAll(fields);
    ApiObject object = new ApiObject(Json.copy(root));
    object.metadata().put("name", name);
    if (resource.namespaced()) {
      object.metadata().put("namespace", namespace);
    }
    writer.createUnlessThere(resource, object);
  }

  /** Takes over the address and port of this start. */
  private void correct(
      String group,
      String version,
      String plural,
      String name,
      Map<String, Object> wanted,
      String member) {
    ApiObject now = reader.get(group, plural, "default", name).orElse(null);
    if (now == null || (Json.equal(now.root().get(member), wanted.get(member)))) {
      return;
    }
    writer.update(
        resource(group, version, plural),
        "default",
        name,
        object -> {
          object.root().put(member, wanted.get(member));
          object.root().put("ports", wanted.get("ports"));
          if (wanted.get("ports") == null) {
            object.root().remove("ports");
          }
          return object;
        });
  }

  private ResourceDefinition resource(String group, String version, String plural) {
    return catalog
        .byPlural(group, version, plural)
        .orElseThrow(() -> new IllegalStateException("no resource " + plural));
  }
}
