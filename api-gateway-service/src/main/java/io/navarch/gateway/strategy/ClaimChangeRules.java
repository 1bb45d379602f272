package io.navarch.gateway.strategy;

import io.navarch.gateway.internalform.InternalForm;
import io.navarch.model.format.Formats;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import java.util.List;
import java.util.Map;

/** What of a persistent volume claim may change, and the rules for its status. */
final class ClaimChangeRules {
  private static final String BETA_CLASS = "volume.beta.kubernetes.io/storage-class";
  private static final List<String> RESIZE_STATES =
      List.of(
          "ControllerResizeInProgress",
          "ControllerResizeInfeasible",
          "NodeResizeInProgress",
          "NodeResizeInfeasible",
          "NodeResizePending");

  private static final Quantity NOTHING = Quantity.parse("0");

  private ClaimChangeRules() {}

  static void check(Field claim, Field old) {
    Field spec = claim.at("spec");
    Field before = old.at("spec");
    boolean bound = claim.at("status", "phase").is("Bound");
    String beta = old.at("metadata", "annotations").key(BETA_CLASS).string();
    boolean toField = moves(claim, old, beta);
    if (!toField) {
      Field annotation = claim.at("metadata", "annotations").key(BETA_CLASS);
      if (!annotation.string().equals(beta)) {
        annotation
            .reportedAs("metadata.annotations." + BETA_CLASS)
            .invalid(annotation.string(), Field.IMMUTABLE);
      }
    }
    boolean classIsFree = toField || (!before.at("storageClassName").isSet() && beta.isEmpty());
    Map<String, Object> held = Json.copy(before.map());
    Map<String, Object> wanted = restored(spec, held, bound, classIsFree);
    if (!Json.equal(wanted, held)) {
      spec.forbidden(
          "spec is immutable after creation except resources.requests and"
              + " volumeAttributesClassName for bound claims\n"
              + InternalForm.difference("core.PersistentVolumeClaimSpec", held, wanted));
    }
    size(spec, before, old.at("status"));
    spec.at("volumeMode").reportedAs("volumeMode").immutable(before.at("volumeMode"));
    attributesClass(spec, before, old.at("status"));
  }

  /** Whether the class moves from the old annotation to the field. */
  private static boolean moves(Field claim, Field old, String beta) {
    Field now = claim.at("spec", "storageClassName");
    return !beta.isEmpty()
        && !old.at("spec", "storageClassName").isSet()
        && now.is(beta)
        && !claim.at("metadata", "annotations").key(BETA_CLASS).isSet();
  }

  private static void size(Field spec, Field before, Field status) {
    Field size = spec.at("resources", "requests", "storage");
    Quantity wanted = amount(size);
    Quantity held = amount(before.at("resources", "requests", "storage"));
    Quantity has = amount(status.at("capacity", "storage"));
    if (wanted.compareTo(held) < 0 && wanted.compareTo(has) <= 0) {
      size.forbidden("field can not be less than status.capacity");
    }
  }

  /** A size that is not said is none. */
  private static Quantity amount(Field size) {
    return ResourceRules.parsed(size.value()).orElse(NOTHING);
  }

  private static void attributesClass(Field spec, Field before, Field status) {
    Field now = spec.at("volumeAttributesClassName");
    boolean applied = status.at("currentVolumeAttributesClassName").isSet();
    if (!applied || now.sameAs(before.at("volumeAttributesClassName"))) {
      return;
    }
    String refusal = " is forbidden when status.currentVolumeAttributesClassName is not nil";
    if (!now.isSet()) {
      now.forbidden("update to nil" + refusal);
    } else if (now.isEmpty()) {
      now.forbidden("update to empty string" + refusal);
    }
  }

  /**
   * The new spec with what may change put back to the old.
   *
   * @param held the old spec, which takes over the volume where it had none
   */
  private static Map<String, Object> restored(
      Field spec, Map<String, Object> held, boolean bound, boolean classIsFree) {
    Map<String, Object> wanted = Json.copy(spec.map());
    if (ApiObject.string(held, "volumeName").isEmpty()) {
      StatusOwnership.keep("volumeName", wanted, held);
    }
    if (classIsFree) {
      StatusOwnership.keep("storageClassName", held, wanted);
    }
    if (bound) {
      Map<String, Object> requests = requests(wanted);
      if (!requests.isEmpty()) {
        StatusOwnership.keep("storage", requests(held), requests);
      }
      StatusOwnership.keep("volumeAttributesClassName", held, wanted);
    }
    return wanted;
  }

  private static Map<String, Object> requests(Map<String, Object> spec) {
    return ApiObject.mapAt(ApiObject.mapAt(spec, "resources"), "requests");
  }

  static void checkStatus(Field claim) {
    Field status = claim.at("status");
    for (Field amount : status.at("capacity").entries()) {
      notNegative(amount);
    }
    Field states = status.at("allocatedResourceStatuses");
    for (Field state : states.entries()) {
      resourceName(states, state.name());
      if (!RESIZE_STATES.contains(state.string())) {
        states.with(state.name()).notSupported(RESIZE_STATES);
      }
    }
    Field amounts = status.at("allocatedResources");
    for (Field amount : amounts.entries()) {
      if (resourceName(amounts, amount.name())) {
        notNegative(amount);
      }
    }
  }

  private static void notNegative(Field amount) {
    ResourceRules.parsed(amount.value())
        .filter(parsed -> parsed.signum() < 0)
        .ifPresent(
            parsed -> amount.invalid(parsed.wholeUnits(), "must be a valid resource quantity"));
  }

  /** A resource of somebody's own, or the one that Kubernetes knows of a claim. */
  private static boolean resourceName(Field named, String name) {
    List<String> wrong = Formats.labelKey(name);
    if (!wrong.isEmpty()) {
      wrong.forEach(text -> named.with(name).invalid(text));
      return false;
    }
    boolean isOwn = name.contains("/") && !name.contains("kubernetes.io/");
    if (!isOwn && !name.equals("storage")) {
      named.with(name).notSupported(List.of("storage"));
      return false;
    }
    return true;
  }
}
