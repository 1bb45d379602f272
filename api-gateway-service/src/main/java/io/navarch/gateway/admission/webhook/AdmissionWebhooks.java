package io.navarch.gateway.admission.webhook;

import io.navarch.gateway.admission.match.Fresh;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The webhooks of all configurations of a kind, in the order in which they are called. Those of a
 * configuration that did not change keep their compiled conditions.
 */
final class AdmissionWebhooks {
  private static final String GROUP = "admissionregistration.k8s.io";

  private final ObjectReader reader;
  private final String resource;
  private final Fresh<List<AdmissionWebhook>> all;
  private Map<String, List<AdmissionWebhook>> known = Map.of();

  AdmissionWebhooks(ObjectReader reader, String resource) {
    this.reader = reader;
    this.resource = resource;
    this.all = new Fresh<>(() -> reader.lastChange(GROUP, resource), this::read);
  }

  List<AdmissionWebhook> all() {
    return all.get();
  }

  private List<AdmissionWebhook> read() {
    List<ApiObject> configurations = new ArrayList<>(reader.list(GROUP, resource, ""));
    configurations.sort(Comparator.comparing(ApiObject::name));
    Map<String, List<AdmissionWebhook>> read = new HashMap<>();
    List<AdmissionWebhook> webhooks = new ArrayList<>();
    for (ApiObject configuration : configurations) {
      String key = configuration.uid() + "/" + configuration.resourceVersion();
      List<AdmissionWebhook> own = known.getOrDefault(key, AdmissionWebhook.of(configuration));
      read.put(key, own);
      webhooks.addAll(own);
    }
    known = read;
    return List.copyOf(webhooks);
  }
}
