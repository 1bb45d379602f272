package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Custom resource definitions. The schemas in them are checked where they are compiled. */
final class DefinitionStrategy extends KindStrategy {
  DefinitionStrategy() {
    super(StatusOwnership.startingWith(Map.of()));
  }

  @Override
  public void applyDefaults(ApiObject definition) {
    Map<String, Object> names =
        ApiObject.child(ApiObject.child(definition.root(), "spec"), "names");
    String kind = ApiObject.string(names, "kind");
    if (!kind.isEmpty()) {
      PodDefaults.putIfEmpty(names, "singular", kind.toLowerCase(Locale.ROOT));
      PodDefaults.putIfEmpty(names, "listKind", kind + "List");
    }
  }

  @Override
  public void prepareForCreate(ApiObject definition) {
    Map<String, Object> accepted = new LinkedHashMap<>();
    accepted.put("plural", "");
    accepted.put("kind", "");
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("conditions", null);
    status.put("acceptedNames", accepted);
    List<Object> stored = new ArrayList<>();
    Map<String, Object> spec = ApiObject.mapAt(definition.root(), "spec");
    for (Map<String, Object> version : PodDefaults.maps(spec, "versions")) {
      if (Boolean.TRUE.equals(version.get("storage"))) {
        stored.add(version.get("name"));
      }
    }
    status.put("storedVersions", stored);
    definition.root().put("status", status);
  }

  /** A new storage version counts as stored from now on. */
  @Override
  public void prepareForUpdate(ApiObject definition, ApiObject old, String subresource) {
    super.prepareForUpdate(definition, old, subresource);
    if (!subresource.isEmpty()) {
      return;
    }
    Map<String, Object> status = ApiObject.child(definition.root(), "status");
    List<Object> stored = new ArrayList<>(ApiObject.listAt(status, "storedVersions"));
    for (Map<String, Object> version :
        PodDefaults.maps(ApiObject.mapAt(definition.root(), "spec"), "versions")) {
      if (Boolean.TRUE.equals(version.get("storage")) && !stored.contains(version.get("name"))) {
        stored.add(version.get("name"));
      }
    }
    status.put("storedVersions", stored);
  }

  @Override
  void check(Field definition) {
    Field spec = definition.at("spec");
    Field group = spec.at("group");
    Field plural = spec.at("names", "plural");
    String expected = plural.string() + "." + group.string();
    if (!definition.at("metadata", "name").is(expected)) {
      definition.at("metadata", "name").invalid("must be spec.names.plural+\".\"+spec.group");
    }
    if (group.requirePresent() && group.check(Formats.dns1123Subdomain(group.string()))) {
      if (!group.string().contains(".")) {
        group.invalid("should be a domain with at least one dot");
      }
    }
    spec.at("scope").oneOf("Cluster", "Namespaced");
    for (String name : List.of("plural", "singular", "kind", "listKind")) {
      Field field = spec.at("names", name);
      if (field.requirePresent()) {
        field.check(Formats.dns1035Label(field.string().toLowerCase(Locale.ROOT)));
      }
    }
    versions(spec.at("versions"));
  }

  private static void versions(Field versions) {
    List<String> names = new ArrayList<>();
    int storage = 0;
    for (Field version : versions.each()) {
      Field name = version.at("name");
      name.check(Formats.dns1035Label(name.string()));
      if (names.contains(name.string())) {
        versions.invalid(versions.list(), "must contain unique version names");
      }
      names.add(name.string());
      storage += version.at("storage").isTrue() ? 1 : 0;
      if (!version.at("schema", "openAPIV3Schema").isSet()) {
        version.at("schema", "openAPIV3Schema").required("schemas are required");
      }
    }
    if (storage != 1) {
      versions.invalid(versions.list(), "must have exactly one version marked as storage version");
    }
  }

  @Override
  void checkChange(Field definition, Field old) {
    definition.at("spec", "group").immutable(old.at("spec", "group"));
    definition.at("spec", "names", "plural").immutable(old.at("spec", "names", "plural"));
    boolean established =
        old.at("status", "conditions").each().stream()
            .anyMatch(c -> c.at("type").is("Established") && c.at("status").is("True"));
    if (established) {
      definition.at("spec", "scope").immutable(old.at("spec", "scope"));
      definition.at("spec", "names", "kind").immutable(old.at("spec", "names", "kind"));
    }
  }
}
