package io.navarch.gateway.registry;

import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.strategy.DisabledFields;
import io.navarch.gateway.strategy.Strategy;
import io.navarch.model.apply.FieldManager;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes one object of any kind: reads it, lets the request say what it shall become, and writes
 * it if nothing else was written meanwhile; else again, unless the client named the version it
 * builds on.
 */
final class UpdateOperation {
  /** A bound for the case that an object is written without pause. */
  private static final int MAX_ATTEMPTS = 50;

  private final ObjectStorage storage;
  private final WriteGuard guard;

  UpdateOperation(ObjectStorage storage, WriteGuard guard) {
    this.storage = storage;
    this.guard = guard;
  }

  /** Where the new state comes from, and so whether a lost race may be tried again. */
  enum Basis {
    /** The client sent the whole object: it loses if it names a version that is no longer. */
    SENT_OBJECT,
    /** The server works a change into what it reads: it tries again. */
    CHANGE
  }

  /** What became of an update. */
  record Result(CachedObject object, boolean deleted) {}

  /**
   * @param change gets what stands (with its resourceVersion), which it must not change, and
   *     returns what it shall become, with the managedFields of this write; may throw to refuse
   * @return null when the object does not exist
   * @throws ApiException 409 Conflict, 422 Invalid, 403 from admission
   */
  @Nullable Result update(WriteContext context, Basis basis, UnaryOperator<ApiObject> change) {
    ResourceDefinition resource = context.resource();
    CachedObject current = storage.cached(resource, context.namespace(), context.name());
    boolean isFresh = false;
    if (current == null) {
      current = storage.fresh(resource, context.namespace(), context.name());
      isFresh = true;
    }
    for (int attempt = 0; attempt < MAX_ATTEMPTS && current != null; attempt++) {
      switch (attempt(context, basis, current, change)) {
        case Attempt.Again(CachedObject newest) -> current = newest;
        case Attempt.Ended ended -> {
          if (isFresh || ended instanceof Attempt.Written) {
            return ended.result();
          }
          // Without a write nothing shows that the cache still has what stands.
          CachedObject newest = storage.fresh(resource, context.namespace(), context.name());
          if (newest != null && newest.revision() == current.revision()) {
            return ended.result();
          }
          current = newest;
        }
      }
      isFresh = true;
    }
    if (current != null) {
      throw modified(resource, context.name());
    }
    return null;
  }

  private sealed interface Attempt {
    /** Another write came between. */
    record Again(@Nullable CachedObject newest) implements Attempt {}

    /** An end, if it rests on what really stands. */
    sealed interface Ended extends Attempt {
      /**
       * @throws ApiException where the update is refused
       */
      Result result();
    }

    /** It is in the store. */
    record Written(Result result) implements Ended {}

    /** Nothing was to be written: it stands already, or the client only asks what would be. */
    record Unwritten(Result result) implements Ended {}

    /** It may not be. */
    record Refused(ApiException why) implements Ended {
      @Override
      public Result result() {
        throw why;
      }
    }
  }

  private Attempt attempt(
      WriteContext context, Basis basis, CachedObject current, UnaryOperator<ApiObject> change) {
    try {
      return write(context, basis, current, change);
    } catch (ApiException e) {
      return new Attempt.Refused(e);
    }
  }

  private Attempt write(
      WriteContext context, Basis basis, CachedObject current, UnaryOperator<ApiObject> change) {
    ResourceDefinition resource = context.resource();
    Strategy strategy = guard.strategy(resource);
    ApiObject old = storage.read(resource, current);
    ApiObject object = change.apply(old);
    // 1. does it mean this object, and this version of it
    requireSameObject(context, object);
    if (basis == Basis.SENT_OBJECT) {
      requireSameUid(context, object, old.uid());
    }
    boolean namesVersion = requireVersion(resource, object, old);
    // 2. mutating admission
    AdmissionRequest admission =
        guard.admission(context, AdmissionRequest.Operation.UPDATE, object, old);
    guard.mutate(admission);
    OwnerReferences.deduplicateMutated(object, context.warnings());
    // 3. strategy
    SystemFields.keepOnUpdate(object, old);
    DisabledFields.builtin().drop(resource, object, old);
    strategy.applyDefaults(object);
    strategy.prepareForUpdate(object, old, context.subresource());
    strategy.attribute(object, old, context.subresource(), context.user(), context.now());
    SystemFields.countGeneration(resource, object, old);
    WriteGuard.require(
        resource,
        context.name(),
        MetadataRules.checkUpdate(resource, context.subresource(), object, old),
        strategy.validateUpdate(object, old, context.subresource()));
    context.warnings().addAll(strategy.warningsOnUpdate(object, old, context.subresource()));
    // 4. validating admission
    guard.validate(admission);
    // 5. allocators and store
    FieldManager.forgetTimes(old.root(), object.root());
    if (Json.equal(object.root(), old.root()) && !storage.isOutdated(current)) {
      return new Attempt.Unwritten(new Result(current, false));
    }
    return store(context, current, object, old, namesVersion && basis == Basis.SENT_OBJECT);
  }

  private Attempt store(
      WriteContext context,
      CachedObject current,
      ApiObject object,
      ApiObject old,
      boolean namesVersion) {
    ResourceDefinition resource = context.resource();
    boolean gone = DeletionRules.isGoneAfterUpdate(resource, object, old);
    WriteHook.Reservation reservation = guard.reserve(context, gone ? null : object, old);
    if (context.dryRun()) {
      reservation.release();
      return new Attempt.Unwritten(
          new Result(storage.pretend(resource, object, current.revision()), gone));
    }
    WriteOutcome outcome =
        WriteGuard.settle(
            reservation,
            () ->
                gone
                    ? storage.remove(current)
                    : storage.write(resource, object, current.revision()));
    return switch (outcome) {
      case WriteOutcome.Written(CachedObject written) -> {
        // The last state of what is gone is the one before, whose version it keeps.
        CachedObject shown = gone ? storage.pretend(resource, object, current.revision()) : written;
        yield new Attempt.Written(new Result(shown, gone));
      }
      case WriteOutcome.Lost(CachedObject newest) -> {
        if (namesVersion) {
          throw modified(resource, context.name());
        }
        yield new Attempt.Again(newest);
      }
    };
  }

  /**
   * @throws ApiException 400 if the object is not the one that the path names
   */
  static void requireSameObject(WriteContext context, ApiObject object) {
    if (context.resource().namespaced()) {
      if (object.namespace().isEmpty()) {
        object.metadata().put("namespace", context.namespace());
      } else if (!object.namespace().equals(context.namespace())) {
        throw ApiException.badRequest(
            "the namespace of the provided object does not match the namespace sent on the"
                + " request");
      }
    } else {
      object.metadata().remove("namespace");
    }
    requireName(context, object);
  }

  /**
   * @throws ApiException 400 if the object is not the one that the path names
   */
  static void requireName(WriteContext context, ApiObject object) {
    if (object.name().isEmpty()) {
      throw ApiException.badRequest(
          "the name of the object ("
              + context.name()
              + " based on URL) was undeterminable: name must be provided");
    }
    if (!object.name().equals(context.name())) {
      throw ApiException.badRequest(
          "the name of the object ("
              + object.name()
              + ") does not match the name on the URL ("
              + context.name()
              + ")");
    }
  }

  /**
   * Whether the client named the version that it builds on.
   *
   * @throws ApiException 409 if it is no longer that one, 422 if there is none and the kind wants
   *     one
   */
  private static boolean requireVersion(
      ResourceDefinition resource, ApiObject object, ApiObject old) {
    String wanted = object.resourceVersion();
    if (wanted.isEmpty() || wanted.equals("0")) {
      if (!resource.unconditionalUpdate()) {
        throw versionMissing(resource, old.name());
      }
      object.metadata().put("resourceVersion", old.resourceVersion());
      return false;
    }
    if (!wanted.equals(old.resourceVersion())) {
      throw modified(resource, old.name());
    }
    return true;
  }

  /**
   * @param uid of what stands, empty where nothing does
   * @throws ApiException 409 if the client means another object of that name
   */
  static void requireSameUid(WriteContext context, ApiObject object, String uid) {
    ResourceDefinition resource = context.resource();
    if (!object.uid().isEmpty() && !object.uid().equals(uid)) {
      throw ApiException.conflict(
          resource.group(),
          resource.plural(),
          context.name(),
          Preconditions.ofUid(cacheKey(context), object.uid(), uid));
    }
  }

  /** The key as upstream's caches show it: those of built-in resources leave the prefix out. */
  private static String cacheKey(WriteContext context) {
    ResourceDefinition resource = context.resource();
    String key = resource.storageKey(context.namespace(), context.name());
    boolean builtin = BuiltinResources.instance().has(resource);
    return builtin ? key.substring("/registry".length()) : key;
  }

  /** Upstream names the resource in the place of the kind here, and the version as a number. */
  private static ApiException versionMissing(ResourceDefinition resource, String name) {
    return ApiException.invalid(
        resource.group(),
        resource.plural(),
        name,
        List.of(
            FieldError.invalid("metadata.resourceVersion", 0L, "must be specified for an update")));
  }

  private static ApiException modified(ResourceDefinition resource, String name) {
    return ApiException.modified(resource.group(), resource.plural(), name);
  }
}
