package io.navarch.gateway.registry;

import io.navarch.gateway.admission.AdmissionChain;
import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.strategy.Strategies;
import io.navarch.gateway.strategy.Strategy;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import io.navarch.model.store.StoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything that may change or refuse a write before it is stored, in order. */
final class WriteGuard {
  private final Strategies strategies;
  private final AdmissionChain admission;
  private final Supplier<List<WriteHook>> hooks;

  WriteGuard(Strategies strategies, AdmissionChain admission, Supplier<List<WriteHook>> hooks) {
    this.strategies = strategies;
    this.admission = admission;
    this.hooks = hooks;
  }

  Strategy strategy(ResourceDefinition resource) {
    return strategies.of(resource);
  }

  AdmissionRequest admission(
      WriteContext context,
      AdmissionRequest.Operation operation,
      @Nullable ApiObject object,
      @Nullable ApiObject old) {
    return new AdmissionRequest(
        operation,
        context.resource(),
        context.subresource(),
        context.namespace(),
        object != null && context.name().isEmpty() ? object.name() : context.name(),
        object,
        old,
        options(context, operation),
        context.dryRun(),
        context.user(),
        context.warnings());
  }

  /** A patch is an update, or makes the object: admission never sees options of its own for it. */
  private static Map<String, Object> options(
      WriteContext context, AdmissionRequest.Operation operation) {
    Map<String, Object> given = context.options();
    if (!"PatchOptions".equals(given.get("kind"))) {
      return given;
    }
    Map<String, Object> seen = new LinkedHashMap<>(given);
    boolean creates = operation == AdmissionRequest.Operation.CREATE;
    seen.put("kind", creates ? "CreateOptions" : "UpdateOptions");
    seen.remove("force");
    return seen;
  }

  void mutate(AdmissionRequest request) {
    admission.mutate(request);
  }

  void validate(AdmissionRequest request) {
    admission.validate(request);
  }

  /** Refuses with all errors at once. */
  static void require(
      ResourceDefinition resource, String name, List<FieldError> first, List<FieldError> second) {
    if (first.isEmpty() && second.isEmpty()) {
      return;
    }
    List<FieldError> all = new ArrayList<>(first);
    all.addAll(second);
    String group = resource.storageKeyPrefix().equals("events") ? "" : resource.group();
    throw ApiException.invalid(group, resource.kind(), name, all);
  }

  /** Takes what the object needs from the allocators. */
  WriteHook.Reservation reserve(
      WriteContext context, @Nullable ApiObject object, @Nullable ApiObject old) {
    List<WriteHook.Reservation> taken = new ArrayList<>(0);
    try {
      for (WriteHook hook : hooks.get()) {
        if (hook.appliesTo(context.resource())) {
          taken.add(hook.before(context, object, old));
        }
      }
    } catch (RuntimeException e) {
      taken.forEach(WriteHook.Reservation::release);
      throw e;
    }
    return taken.isEmpty() ? WriteHook.Reservation.NONE : new Together(taken);
  }

  /**
   * Stores an object and settles what was reserved for it. A reservation stays where nobody knows
   * whether the write took effect: what the stored object may hold must not go to another.
   *
   * @throws StoreException.Unavailable the write may or may not have taken effect
   */
  static WriteOutcome settle(WriteHook.Reservation reservation, Supplier<WriteOutcome> write) {
    WriteOutcome outcome;
    try {
      outcome = write.get();
    } catch (StoreException.Unavailable e) {
      throw e;
    } catch (RuntimeException | Error e) {
      reservation.release();
      throw e;
    }
    if (outcome instanceof WriteOutcome.Written) {
      reservation.commit();
    } else {
      reservation.release();
    }
    return outcome;
  }

  private record Together(List<WriteHook.Reservation> parts) implements WriteHook.Reservation {
    @Override
    public void commit() {
      parts.forEach(WriteHook.Reservation::commit);
    }

    @Override
    public void release() {
      parts.forEach(WriteHook.Reservation::release);
    }
  }
}
