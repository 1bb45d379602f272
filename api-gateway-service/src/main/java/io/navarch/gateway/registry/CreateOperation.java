package io.navarch.gateway.registry;

import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.strategy.DisabledFields;
import io.navarch.gateway.strategy.Strategy;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Creates one object of any kind. */
final class CreateOperation {
  /** How often a generated name is drawn anew when it is taken. */
  private static final int NAME_ATTEMPTS = 8;

  private final ObjectStorage storage;
  private final WriteGuard guard;
  private final FieldTracking fields;
  private final Supplier<String> uids;
  private final RandomGenerator random;

  CreateOperation(
      ObjectStorage storage,
      WriteGuard guard,
      FieldTracking fields,
      Supplier<String> uids,
      RandomGenerator random) {
    this.storage = storage;
    this.guard = guard;
    this.fields = fields;
    this.uids = uids;
    this.random = random;
  }

  /**
   * @param object decoded, with static defaults; becomes the stored object
   * @throws ApiException 409 AlreadyExists, 422 Invalid, 403 from admission
   */
  CachedObject create(WriteContext context, ApiObject object) {
    return createTracked(context, fields.track(context, null, object));
  }

  /** Creates an object whose managedFields are already those of this write. */
  CachedObject createTracked(WriteContext context, ApiObject object) {
    // 1. namespace; what only the server says
    placeInNamespace(context, object);
    if (object.resourceVersion().length() > 0 && !object.resourceVersion().equals("0")) {
      throw ApiException.badRequest("resourceVersion should not be set on objects to be created");
    }
    SystemFields.wipe(object);
    // 2. mutating admission
    AdmissionRequest admission =
        guard.admission(context, AdmissionRequest.Operation.CREATE, object, null);
    guard.mutate(admission);
    placeInNamespace(context, object);
    OwnerReferences.deduplicateMutated(object, context.warnings());
    // 3. a name
    String prefix = ApiObject.string(object.metadata(), "generateName");
    return object.name().isEmpty() && !prefix.isEmpty()
        ? createNamed(context, admission, object, prefix)
        : attempt(context, admission, object);
  }

  /** Tries names until one is free. */
  private CachedObject createNamed(
      WriteContext context, AdmissionRequest admission, ApiObject object, String prefix) {
    for (int attempt = 1; ; attempt++) {
      ApiObject named = object.copy();
      named.metadata().put("name", SystemFields.generatedName(prefix, random));
      try {
        return attempt(context, admission.about(named), named);
      } catch (ApiException e) {
        if (!e.reason().equals("AlreadyExists")) {
          throw e;
        }
        if (attempt == NAME_ATTEMPTS) {
          throw generateNameConflict(context.resource(), named.name());
        }
      }
    }
  }

  private CachedObject attempt(WriteContext context, AdmissionRequest admission, ApiObject object) {
    ResourceDefinition resource = context.resource();
    Strategy strategy = guard.strategy(resource);
    SystemFields.fillNew(resource, object, uids.get(), context.now());
    // 4. strategy
    DisabledFields.builtin().drop(resource, object, null);
    strategy.applyDefaults(object);
    List<String> asSent = strategy.warningsAsSent(object);
    strategy.prepareForCreate(object);
    strategy.attribute(object, null, "", context.user(), context.now());
    WriteGuard.require(
        resource,
        object.name(),
        MetadataRules.checkNew(resource, object, name -> strategy.nameErrors(object, name)),
        strategy.validate(object));
    context.warnings().addAll(asSent);
    context.warnings().addAll(strategy.warnings(object));
    // 5. validating admission
    guard.validate(admission);
    // 6. allocators and store
    WriteHook.Reservation reservation = guard.reserve(context, object, null);
    return store(context, object, reservation);
  }

  private CachedObject store(
      WriteContext context, ApiObject object, WriteHook.Reservation reservation) {
    ResourceDefinition resource = context.resource();
    if (context.dryRun()) {
      reservation.release();
      CachedObject standing = storage.fresh(resource, object.namespace(), object.name());
      if (standing != null) {
        throw alreadyExists(resource, object.name(), standing);
      }
      return storage.pretend(resource, object, 0);
    }
    return switch (WriteGuard.settle(reservation, () -> storage.create(resource, object))) {
      case WriteOutcome.Written(CachedObject written) -> written;
      case WriteOutcome.Lost(CachedObject standing) ->
          throw alreadyExists(resource, object.name(), standing);
    };
  }

  private static void placeInNamespace(WriteContext context, ApiObject object) {
    if (!context.resource().namespaced()) {
      object.metadata().remove("namespace");
      return;
    }
    requireNamespace(object, context.namespace());
  }

  /**
   * The body belongs to the namespace of the path, whether it says so or nothing.
   *
   * @throws ApiException 400 where it names another
   */
  static void requireNamespace(ApiObject object, String namespace) {
    if (object.namespace().isEmpty()) {
      object.metadata().put("namespace", namespace);
    } else if (!object.namespace().equals(namespace)) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  private static ApiException alreadyExists(
      ResourceDefinition resource, String name, @Nullable CachedObject standing) {
    ApiException exists = ApiException.alreadyExists(resource.group(), resource.plural(), name);
    return standing != null && standing.parse().isBeingDeleted()
        ? new ApiException(
            exists.code(),
            exists.reason(),
            "object is being deleted: " + exists.getMessage(),
            exists.details())
        : exists;
  }

  private static ApiException generateNameConflict(ResourceDefinition resource, String name) {
    return new ApiException(
        409,
        "AlreadyExists",
        resource.qualifiedName()
            + " \""
            + name
            + "\" already exists, the server was not able to generate a unique name for the object",
        new ApiException.Details(
            name, resource.group(), resource.plural(), "", java.util.List.of(), 1));
  }
}
