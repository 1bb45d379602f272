package io.navarch.gateway.registry;

import io.navarch.gateway.strategy.BuiltinStrategies;
import io.navarch.gateway.strategy.DisabledFields;
import io.navarch.gateway.strategy.Strategy;
import io.navarch.gateway.table.BuiltinTables;
import io.navarch.model.decode.FieldValidation;
import io.navarch.model.decode.ObjectDecoder;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.status.FieldError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes objects as the create and update operations do, without admission, allocators and store.
 */
final class GoldenWrite {
  static final Instant NOON = Instant.parse("2026-01-10T12:00:00Z");
  private static final String UID = "11111111-2222-3333-4444-555555555555";
  private static final ObjectDecoder DECODER = new ObjectDecoder(BuiltinSchemas.instance());
  private static final BuiltinStrategies STRATEGIES = new BuiltinStrategies();
  private static final BuiltinTables TABLES = new BuiltinTables();

  private final ResourceDefinition resource;
  private final Strategy strategy;

  GoldenWrite(String resource) {
    this.resource = definition(resource);
    strategy = STRATEGIES.of(this.resource);
  }

  /** What a write came to. */
  record Result(ApiObject object, List<FieldError> errors, List<String> warnings) {}

  private static ResourceDefinition definition(String name) {
    int slash = name.indexOf('/');
    String qualified = slash < 0 ? name : name.substring(0, slash);
    return BuiltinResources.instance().all().stream()
        .filter(r -> qualified(r).equals(qualified))
        .filter(r -> slash < 0 ? true : r.version().equals(name.substring(slash + 1)))
        .max((a, b) -> a.version().compareTo(b.version()))
        .orElseThrow(() -> new IllegalArgumentException("no resource " + name));
  }

  private static String qualified(ResourceDefinition resource) {
    return resource.group().isEmpty()
        ? resource.plural()
        : resource.plural() + "." + resource.group();
  }

  ResourceDefinition resource() {
    return resource;
  }

  Result write(GoldenCase golden) {
    Map<String, Object> tree = Json.copy(golden.base());
    golden.patch().forEach((path, value) -> GoldenTree.set(tree, path, value));
    Result created = create(tree);
    if (!golden.isUpdate()) {
      return created;
    }
    if (!created.errors().isEmpty()) {
      throw new AssertionError("the object to update is refused: " + created.errors());
    }
    ApiObject old = created.object().copy();
    old.metadata().put("resourceVersion", "7");
    golden.stored().forEach((path, value) -> GoldenTree.set(old.root(), path, value));
    ApiObject sent = old.copy();
    golden.update().forEach((path, value) -> GoldenTree.set(sent.root(), path, value));
    return update(sent, old, golden.subresource());
  }

  /** In the order of {@link CreateOperation}. */
  private Result create(Map<String, Object> tree) {
    ApiObject object = decode(tree);
    if (resource.namespaced() && object.namespace().isEmpty()) {
      object.metadata().put("namespace", "default");
    }
    if (object.name().isEmpty() && object.metadata().get("generateName") instanceof String base) {
      object.metadata().put("name", base + "x2x4x");
    }
    SystemFields.fillNew(resource, object, UID, NOON.minusSeconds(300));
    DisabledFields.builtin().drop(resource, object, null);
    strategy.applyDefaults(object);
    List<String> warnings = new ArrayList<>(strategy.warningsAsSent(object));
    strategy.prepareForCreate(object);
    List<FieldError> errors =
        new ArrayList<>(
            MetadataRules.checkNew(resource, object, name -> strategy.nameErrors(object, name)));
    errors.addAll(strategy.validate(object));
    if (errors.isEmpty()) {
      warnings.addAll(strategy.warnings(object));
    }
    return new Result(object, errors, warnings);
  }

  /** In the order of {@link UpdateOperation}. */
  private Result update(ApiObject sent, ApiObject old, String subresource) {
    ApiObject object = decode(sent.root());
    SystemFields.keepOnUpdate(object, old);
    DisabledFields.builtin().drop(resource, object, old);
    strategy.applyDefaults(object);
    strategy.prepareForUpdate(object, old, subresource);
    SystemFields.countGeneration(resource, object, old);
    List<FieldError> errors =
        new ArrayList<>(MetadataRules.checkUpdate(resource, subresource, object, old));
    errors.addAll(strategy.validateUpdate(object, old, subresource));
    return new Result(
        object,
        errors,
        errors.isEmpty() ? strategy.warningsOnUpdate(object, old, subresource) : List.of());
  }

  private ApiObject decode(Map<String, Object> tree) {
    ApiObject object =
        DECODER.conform(Json.copy(tree), resource.gvk(), FieldValidation.STRICT).object();
    strategy.applyDefaults(object);
    return object;
  }

  List<Object> cells(ApiObject object) {
    return TABLES.cells(resource, object, NOON);
  }
}
