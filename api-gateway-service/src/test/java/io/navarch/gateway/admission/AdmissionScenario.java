package io.navarch.gateway.admission;

import io.navarch.gateway.access.FakeObjects;
import io.navarch.gateway.access.User;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Drives one plugin as the write path would: {@code given(objects).creating("pods", json)}. Trees
 * are written as JSON with single quotes.
 */
public final class AdmissionScenario {
  private final AdmissionPlugin plugin;
  private final List<String> warnings = new ArrayList<>();
  private User user = new User("jane", "", List.of("system:authenticated"), Map.of());

  private AdmissionScenario(AdmissionPlugin plugin) {
    this.plugin = plugin;
  }

  public static AdmissionScenario of(AdmissionPlugin plugin) {
    return new AdmissionScenario(plugin);
  }

  public static FakeObjects objects() {
    return new FakeObjects();
  }

  public static ApiObject tree(String json) {
    return new ApiObject(Json.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  public AdmissionScenario as(String name, String... groups) {
    user = new User(name, "", List.of(groups), Map.of());
    return this;
  }

  /** The object after the plugin had it. */
  public ApiObject creating(String group, String plural, String json) {
    return run(AdmissionRequest.Operation.CREATE, group, plural, "", tree(json), null);
  }

  public ApiObject updating(String group, String plural, String sub, String json, String old) {
    return run(AdmissionRequest.Operation.UPDATE, group, plural, sub, tree(json), tree(old));
  }

  public void deleting(String group, String plural, String old) {
    run(AdmissionRequest.Operation.DELETE, group, plural, "", null, tree(old));
  }

  /** The refusal's message; empty when it passes. */
  public String refusal(Runnable action) {
    try {
      action.run();
      return "";
    } catch (ApiException e) {
      return e.code() + " " + e.getMessage();
    }
  }

  public List<String> warnings() {
    return warnings;
  }

  public ApiObject run(
      AdmissionRequest.Operation operation,
      String group,
      String plural,
      String subresource,
      ApiObject object,
      ApiObject old) {
    ApiObject named = object == null ? old : object;
    ResourceDefinition resource =
        BuiltinResources.instance().all().stream()
            .filter(r -> r.group().equals(group) && r.plural().equals(plural))
            .findFirst()
            .orElseThrow();
    AdmissionRequest request =
        new AdmissionRequest(
            operation,
            resource,
            subresource,
            resource.namespaced() ? named.namespace() : "",
            named.name(),
            object,
            old,
            new LinkedHashMap<>(),
            false,
            user,
            warnings);
    plugin.mutate(request);
    plugin.validate(request);
    return named;
  }
}
