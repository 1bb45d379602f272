package io.navarch.gateway.strategy;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.structural.TextFormats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Custom resource definitions: names by default, stored versions, rules, the first step of the end.
 */
final class DefinitionStrategy extends KindStrategy {
  DefinitionStrategy() {
    super(StatusOwnership.startingWith(Map.of()));
  }

  @Override
  public void applyDefaults(ApiObject definition) {
    Map<String, Object> spec = ApiObject.child(definition.root(), "spec");
    Map<String, Object> names = ApiObject.child(spec, "names");
    String kind = ApiObject.string(names, "kind");
    if (!kind.isEmpty()) {
      PodDefaults.putIfEmpty(names, "singular", kind.toLowerCase(Locale.ROOT));
      PodDefaults.putIfEmpty(names, "listKind", kind + "List");
    }
    if (!(spec.get("conversion") instanceof Map<?, ?>)) {
      spec.put("conversion", new LinkedHashMap<>(Map.of("strategy", "None")));
    }
    Map<String, Object> service =
        ApiObject.mapAt(
            ApiObject.mapAt(
                ApiObject.mapAt(ApiObject.mapAt(spec, "conversion"), "webhook"), "clientConfig"),
            "service");
    if (!service.isEmpty()) {
      service.putIfAbsent("port", 443L);
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
    status.put("storedVersions", new ArrayList<>());
    definition.root().put("status", status);
    countStorageVersion(definition);
  }

  /** A new storage version counts as stored from now on. */
  @Override
  public void prepareForUpdate(ApiObject definition, ApiObject old, String subresource) {
    super.prepareForUpdate(definition, old, subresource);
    Map<String, Object> status = ApiObject.mapAt(definition.root(), "status");
    if (subresource.isEmpty() || ApiObject.listAt(status, "storedVersions").isEmpty()) {
      countStorageVersion(definition);
    }
  }

  private static void countStorageVersion(ApiObject definition) {
    Map<String, Object> status = ApiObject.child(definition.root(), "status");
    List<Object> stored = new ArrayList<>(ApiObject.listAt(status, "storedVersions"));
    for (Map<String, Object> version : versions(definition)) {
      if (Boolean.TRUE.equals(version.get("storage"))) {
        if (!stored.contains(version.get("name"))) {
          stored.add(version.get("name"));
        }
        break;
      }
    }
    status.put("storedVersions", stored);
  }

  static List<Map<String, Object>> versions(ApiObject definition) {
    return PodDefaults.maps(ApiObject.mapAt(definition.root(), "spec"), "versions");
  }

  @Override
  public void prepareForDelete(ApiObject definition, Instant now) {
    DefinitionStatus.markForDeletion(definition, now);
  }

  /** The rules for the status and for what stands beside the spec. */
  private static void checkRest(Field definition, @Nullable Field old) {
    DefinitionRules.names(definition.at("status", "acceptedNames"));
    storedVersions(definition.at("status", "storedVersions"), definition.at("spec", "versions"));
    ApprovalRules.check(definition, old);
    if (old == null || !old.at("spec", "preserveUnknownFields").isTrue()) {
      preservation(definition);
    }
  }

  private static void storedVersions(Field stored, Field versions) {
    if (stored.size() == 0) {
      stored.invalid(null, "must have at least one stored version");
      return;
    }
    Map<String, Field> left = new LinkedHashMap<>();
    stored.each().forEach(each -> left.put(each.string(), each));
    for (Field version : versions.each()) {
      String name = version.at("name").string();
      boolean known = left.remove(name) != null;
      if (version.at("storage").isTrue() && !known) {
        stored.invalid(stored.list(), "must have the storage version " + name);
      }
    }
    for (Field each : left.values()) {
      each.invalid(
          "missing from spec.versions; %1$s was previously a storage version, and must remain in"
                  .formatted(each.string())
              + " spec.versions until a storage migration ensures no data remains persisted in"
              + " %1$s and removes %1$s from status.storedVersions".formatted(each.string()));
    }
  }

  @Override
  public List<String> nameErrors(ApiObject definition, String name) {
    Field spec = Field.root(definition, new ArrayList<>(0)).at("spec");
    String expected = spec.at("names", "plural").string() + "." + spec.at("group").string();
    return name.equals(expected)
        ? List.of()
        : List.of("must be spec.names.plural+\".\"+spec.group");
  }

  @Override
  void checkNew(Field definition) {
    new DefinitionRules(definition.at("spec"), null, false).check();
    checkRest(definition, null);
  }

  private static void preservation(Field definition) {
    Field preserve = definition.at("spec", "preserveUnknownFields");
    if (preserve.isTrue()) {
      preserve.invalid(
          "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
              + " spec.versions[*].schema instead");
    }
  }

  @Override
  void checkChange(Field definition, Field old) {
    boolean established =
        old.at("status", "conditions").each().stream()
            .anyMatch(c -> c.at("type").is("Established") && c.at("status").is("True"));
    new DefinitionRules(definition.at("spec"), old.at("spec"), established).check();
    if (established) {
      definition.at("spec", "scope").immutable(old.at("spec", "scope"));
      definition.at("spec", "names", "kind").immutable(old.at("spec", "names", "kind"));
    }
    definition.at("spec", "group").immutable(old.at("spec", "group"));
    definition.at("spec", "names", "plural").immutable(old.at("spec", "names", "plural"));
    checkRest(definition, old);
  }

  @Override
  void checkStatus(Field definition, Field old) {
    DefinitionRules.names(definition.at("status", "acceptedNames"));
  }

  @Override
  public List<String> warnings(ApiObject definition) {
    List<String> warnings = new ArrayList<>(0);
    for (Map<String, Object> version : versions(definition)) {
      unknownFormats(
          ApiObject.mapAt(ApiObject.mapAt(version, "schema"), "openAPIV3Schema"), warnings);
    }
    return warnings;
  }

  private static void unknownFormats(Map<String, Object> schema, List<String> warnings) {
    String format = ApiObject.string(schema, "format");
    if (!format.isEmpty() && !TextFormats.isRecognized(ApiObject.string(schema, "type"), format)) {
      warnings.add("unrecognized format " + Json.writeString(format));
    }
    SchemaTree.children(schema).forEach(child -> unknownFormats(child, warnings));
  }
}
