package io.navarch.gateway.registry;

import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.cache.CachedObject;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import org.jspecify.annotations.Nullable;

/** Deletes one object of any kind, or marks it for deletion. */
final class DeleteOperation {
  private static final int MAX_ATTEMPTS = 50;

  private final ObjectStorage storage;
  private final WriteGuard guard;

  DeleteOperation(ObjectStorage storage, WriteGuard guard) {
    this.storage = storage;
    this.guard = guard;
  }

  /**
   * @param object the last or the present state
   * @param removed whether it is gone
   */
  record Result(CachedObject object, boolean removed) {}

  /**
   * @throws ApiException 404, 409 when a precondition does not hold, 403 from admission
   */
  Result delete(WriteContext context, DeleteOptions options) {
    ResourceDefinition resource = context.resource();
    CachedObject current = storage.fresh(resource, context.namespace(), context.name());
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      if (current == null) {
        throw ApiException.notFound(resource.group(), resource.plural(), context.name());
      }
      ApiObject old = storage.read(resource, current);
      requirePreconditions(context, options, old);
      AdmissionRequest admission =
          guard.admission(context, AdmissionRequest.Operation.DELETE, null, old);
      guard.mutate(admission);
      guard.validate(admission);
      ApiObject going = old.copy();
      if (!old.isBeingDeleted()) {
        guard.strategy(resource).prepareForDelete(going, context.now());
      }
      // A kind whose strategy marks it gets no more than that mark.
      DeletionRules.Plan plan =
          !old.isBeingDeleted() && going.isBeingDeleted()
              ? new DeletionRules.Plan.Mark(going)
              : DeletionRules.plan(resource, going, options, context.now());
      if (context.dryRun()) {
        return pretended(resource, current, plan);
      }
      WriteOutcome outcome = carryOut(context, current, old, plan);
      switch (outcome) {
        case WriteOutcome.Written(CachedObject written) -> {
          return new Result(written, plan instanceof DeletionRules.Plan.Remove);
        }
        case WriteOutcome.Lost(CachedObject newest) -> current = newest;
      }
    }
    throw ApiException.modified(resource.group(), resource.plural(), context.name());
  }

  /** What a dry run would have done. */
  private Result pretended(
      ResourceDefinition resource, CachedObject current, DeletionRules.Plan plan) {
    return switch (plan) {
      case DeletionRules.Plan.Mark(ApiObject marked) ->
          new Result(storage.pretend(resource, marked, current.revision()), false);
      case DeletionRules.Plan.Remove(@Nullable ApiObject last) when last != null ->
          new Result(storage.pretend(resource, last, current.revision()), true);
      case DeletionRules.Plan.Remove _ -> new Result(current, true);
      case DeletionRules.Plan.Pending() -> new Result(current, false);
    };
  }

  private WriteOutcome carryOut(
      WriteContext context, CachedObject current, ApiObject old, DeletionRules.Plan plan) {
    return switch (plan) {
      case DeletionRules.Plan.Mark(ApiObject marked) ->
          storage.write(context.resource(), marked, current.revision());
      case DeletionRules.Plan.Remove(@Nullable ApiObject last) when last != null ->
          switch (storage.write(context.resource(), last, current.revision())) {
            // Watchers see that it goes before they see it gone.
            case WriteOutcome.Written(CachedObject marked) -> remove(context, marked, last);
            case WriteOutcome.Lost lost -> lost;
          };
      case DeletionRules.Plan.Remove _ -> remove(context, current, old);
      case DeletionRules.Plan.Pending() -> new WriteOutcome.Written(current);
    };
  }

  private WriteOutcome remove(WriteContext context, CachedObject current, ApiObject old) {
    return WriteGuard.settle(guard.reserve(context, null, old), () -> storage.remove(current));
  }

  /**
   * @throws ApiException 409 when the object is not the one that the options mean
   */
  static void requirePreconditions(WriteContext context, DeleteOptions options, ApiObject old) {
    require(
        context,
        "UID",
        options.uid(),
        old.uid(),
        "The object might have been deleted and then recreated");
    require(
        context,
        "ResourceVersion",
        options.resourceVersion(),
        old.resourceVersion(),
        "The object might have been modified");
  }

  private static void require(
      WriteContext context, String what, @Nullable String wanted, String actual, String why) {
    if (wanted != null && !wanted.equals(actual)) {
      if (DeletionRules.isNamespace(context.resource())) {
        throw ApiException.conflict(
            "",
            context.resource().plural(),
            context.name(),
            Preconditions.failed(what, wanted, actual));
      }
      throw ApiException.conflict(
          context.resource().group(),
          context.resource().kind(),
          context.name(),
          "the %1$s in the precondition (%2$s) does not match the %1$s in record (%3$s). %4$s"
              .formatted(what, wanted, actual, why));
    }
  }
}
