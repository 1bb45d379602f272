package io.navarch.gateway.registry;

import io.navarch.model.apply.FieldFilter;
import io.navarch.model.apply.FieldManager;
import io.navarch.model.apply.FieldSet;
import io.navarch.model.apply.FieldWrite;
import io.navarch.model.apply.ScaleManagers;
import io.navarch.model.apply.Versions;
import io.navarch.model.decode.Normalizer;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.schema.Schema;
import io.navarch.model.schema.SchemaCatalog;
import io.navarch.model.status.ApiException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@code metadata.managedFields} of whatever is written: who set which field last. It sees
 * what the client wants, before admission and strategies change it.
 */
final class FieldTracking {
  private final SchemaCatalog schemas;
  private final ResourceCatalog catalog;
  private final VersionConversion conversion;

  FieldTracking(SchemaCatalog schemas, ResourceCatalog catalog, VersionConversion conversion) {
    this.schemas = schemas;
    this.catalog = catalog;
    this.conversion = conversion;
  }

  /** Sets the managers of an object that is about to be created or changed. */
  ApiObject track(WriteContext context, @Nullable ApiObject live, ApiObject updated) {
    Optional<FieldWrite> write = write(context);
    if (write.isPresent()) {
      FieldManager.update(write.get(), live == null ? null : live.root(), updated.root());
      if (!write.get().schema().structural()) {
        Normalizer.forgetEmptyLists(write.get().schema(), updated.root());
      }
    }
    return updated;
  }

  /** Sets the manager of what is sent and stored nowhere. */
  void trackSent(
      GroupVersionKind kind, String subresource, String manager, Instant now, ApiObject sent) {
    schemas
        .byKind(kind)
        .ifPresent(
            schema ->
                FieldManager.update(
                    new FieldWrite(
                        schema,
                        kind,
                        subresource,
                        manager,
                        now,
                        FieldFilter.NONE,
                        (object, from, to) -> null),
                    null,
                    sent.root()));
  }

  /**
   * Server-side apply.
   *
   * @param live what stands; is not changed
   * @param config the applied configuration
   * @return what shall be stored, not yet normalized and without defaults
   * @throws ApiException 400, or 409 with one cause a conflict
   */
  Map<String, Object> apply(
      WriteContext context, @Nullable ApiObject live, Map<String, Object> config, boolean force) {
    FieldWrite write =
        write(context)
            .orElseThrow(
                () -> ApiException.unsupportedMediaType("apply is not supported for this kind"));
    return apply(write, live, config, force);
  }

  private static Map<String, Object> apply(
      FieldWrite write, @Nullable ApiObject live, Map<String, Object> config, boolean force) {
    return Json.copy(
        FieldManager.apply(write, live == null ? null : live.root(), Json.copy(config), force));
  }

  /** The scale of a workload, with its managers. */
  ApiObject scale(ResourceDefinition resource, ApiObject workload) {
    ApiObject scale = ScaleForm.changeable(resource, workload);
    ScaleManagers.toScale(workload.root(), scale.metadata(), v -> replicas(resource, v));
    return scale;
  }

  /**
   * Carries a write of the scale over to the workload.
   *
   * @param workload what stands; is not changed
   * @param change what becomes of the scale; gets its own copy
   */
  ApiObject throughScale(
      WriteContext context, ApiObject workload, UnaryOperator<ApiObject> change) {
    ApiObject before = scale(context.resource(), workload);
    ApiObject after = ScaleForm.normalized(change.apply(before.copy()));
    FieldManager.update(scaleWrite(context), before.root(), after.root());
    return toWorkload(context, workload, after);
  }

  /** Applies a scale; see {@link #apply}. */
  ApiObject applyScale(
      WriteContext context,
      ApiObject workload,
      Map<String, Object> config,
      boolean force,
      UnaryOperator<Map<String, Object>> conform) {
    ApiObject before = scale(context.resource(), workload);
    Map<String, Object> applied = apply(scaleWrite(context), before, config, force);
    return toWorkload(context, workload, new ApiObject(conform.apply(applied)));
  }

  private ApiObject toWorkload(WriteContext context, ApiObject workload, ApiObject scale) {
    ResourceDefinition resource = context.resource();
    ApiObject result = ScaleForm.apply(resource, workload.copy(), scale);
    ScaleManagers.toWorkload(
        scale.root(), result.root(), resource.apiVersion(), v -> replicas(resource, v));
    return result;
  }

  private @Nullable FieldSet replicas(ResourceDefinition resource, String version) {
    return catalog
        .byKind(GroupVersionKind.of(version, resource.kind()))
        .map(r -> FieldSet.of(ScaleForm.specReplicas(r).toArray(String[]::new)))
        .orElse(null);
  }

  private Optional<FieldWrite> write(WriteContext context) {
    ResourceDefinition resource = context.resource();
    boolean custom = conversion.isCustom(resource);
    return schemas
        .byKind(resource.gvk())
        .map(
            schema ->
                write(
                    context,
                    schema,
                    resource.gvk(),
                    ResetFields.of(resource, context.subresource(), custom)));
  }

  private FieldWrite scaleWrite(WriteContext context) {
    Schema schema = schemas.byKind(ScaleForm.KIND).orElseThrow();
    return write(context, schema, ScaleForm.KIND, FieldFilter.NONE);
  }

  private FieldWrite write(
      WriteContext context, Schema schema, GroupVersionKind kind, FieldFilter writable) {
    return new FieldWrite(
        schema,
        kind,
        context.subresource(),
        context.fieldManager(),
        context.now(),
        writable,
        (object, from, to) -> convert(context.resource(), object, from, to));
  }

  private Versions.@Nullable Versioned convert(
      ResourceDefinition resource, Map<String, Object> object, String from, String to) {
    GroupVersionKind wanted = GroupVersionKind.of(to, resource.kind());
    Optional<Schema> schema = schemas.byKind(wanted);
    Optional<ResourceDefinition> target = catalog.byKind(wanted);
    Optional<ResourceDefinition> source =
        catalog.byKind(GroupVersionKind.of(from, resource.kind()));
    if (schema.isEmpty() || target.isEmpty() || source.isEmpty()) {
      return null;
    }
    if (from.equals(to)) {
      return new Versions.Versioned(schema.get(), object);
    }
    ApiObject stored = conversion.toStorage(source.get(), new ApiObject(Json.copy(object)));
    ApiObject converted = conversion.fromStorage(target.get(), stored);
    converted.root().put("apiVersion", to);
    return new Versions.Versioned(schema.get(), converted.root());
  }
}
