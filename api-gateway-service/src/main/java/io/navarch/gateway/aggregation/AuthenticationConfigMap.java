package io.navarch.gateway.aggregation;

import io.navarch.gateway.registry.BootstrapStep;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.pki.Pem;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells aggregated API servers whom to believe: the ConfigMap {@code
 * kube-system/extension-apiserver-authentication}.
 */
final class AuthenticationConfigMap implements BootstrapStep {
  private static final String NAME = "extension-apiserver-authentication";

  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final Path clientCa;
  private final @Nullable Path frontProxyCa;

  AuthenticationConfigMap(
      ObjectReader reader, ObjectWriter writer, Path clientCa, @Nullable Path frontProxyCa) {
    this.reader = reader;
    this.writer = writer;
    this.clientCa = clientCa;
    this.frontProxyCa = frontProxyCa;
  }

  @Override
  public int order() {
    return 200;
  }

  @Override
  public void run() {
    ResourceDefinition configMaps =
        BuiltinResources.instance().byPlural("", "v1", "configmaps").orElseThrow();
    Map<String, Object> data = data();
    Optional<ApiObject> found = reader.get("", "configmaps", "kube-system", NAME);
    if (found.isEmpty()) {
      Map<String, Object> metadata = new LinkedHashMap<>();
      metadata.put("name", NAME);
      metadata.put("namespace", "kube-system");
      Map<String, Object> root = new LinkedHashMap<>();
      root.put("metadata", metadata);
      root.put("data", data);
      ApiObject unused = writer.create(configMaps, new ApiObject(root));
    } else if (!Json.equal(found.get().root().get("data"), data)) {
      ApiObject unused =
          writer.update(
              configMaps,
              "kube-system",
              NAME,
              tree -> {
                tree.root().put("data", data);
                return tree;
              });
    }
  }

  private Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("client-ca-file", Pem.read(clientCa));
    if (frontProxyCa != null) {
      data.put("requestheader-allowed-names", "[\"front-proxy-client\"]");
      data.put("requestheader-client-ca-file", Pem.read(frontProxyCa));
      data.put("requestheader-extra-headers-prefix", list("X-Remote-Extra-"));
      data.put("requestheader-group-headers", list("X-Remote-Group"));
      data.put("requestheader-uid-headers", list("X-Remote-Uid"));
      data.put("requestheader-username-headers", list("X-Remote-User"));
    }
    return data;
  }

  private static String list(String header) {
    return Json.writeString(List.of(header));
  }
}
