package io.navarch.gateway.admission.policy;

import io.navarch.gateway.admission.match.Fresh;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The policies that have bindings, by name. A policy that did not change keeps its compiled
 * expressions.
 */
final class Policies {
  private static final String GROUP = "admissionregistration.k8s.io";

  private final ObjectReader reader;
  private final String policyResource;
  private final String bindingResource;
  private final Fresh<List<Bound>> bound;
  private Map<String, PolicyDefinition> known = Map.of();

  /** A policy and its bindings by name, at least one. */
  record Bound(PolicyDefinition policy, List<PolicyReference> bindings) {}

  Policies(ObjectReader reader, String policyResource, String bindingResource) {
    this.reader = reader;
    this.policyResource = policyResource;
    this.bindingResource = bindingResource;
    this.bound = new Fresh<>(this::lastChange, this::read);
  }

  /** Grows with a change of either, also where one is known further than the other. */
  private long lastChange() {
    return reader.lastChange(GROUP, policyResource) + reader.lastChange(GROUP, bindingResource);
  }

  List<Bound> all() {
    return bound.get();
  }

  private List<Bound> read() {
    Map<String, List<PolicyReference>> bindings = new HashMap<>();
    for (ApiObject binding : byName(bindingResource)) {
      PolicyReference reference = PolicyReference.of(binding);
      bindings.computeIfAbsent(reference.policy(), p -> new ArrayList<>()).add(reference);
    }
    Map<String, PolicyDefinition> definitions = new HashMap<>();
    List<Bound> all = new ArrayList<>();
    for (ApiObject policy : byName(policyResource)) {
      List<PolicyReference> references = bindings.get(policy.name());
      if (references != null) {
        String key = policy.uid() + "/" + policy.generation();
        PolicyDefinition definition = known.get(key);
        if (definition == null) {
          definition = new PolicyDefinition(policy);
        }
        definitions.put(key, definition);
        all.add(new Bound(definition, List.copyOf(references)));
      }
    }
    known = definitions;
    return List.copyOf(all);
  }

  private List<ApiObject> byName(String resource) {
    List<ApiObject> objects = new ArrayList<>(reader.list(GROUP, resource, ""));
    objects.sort(Comparator.comparing(ApiObject::name));
    return objects;
  }
}
