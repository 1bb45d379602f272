package io.navarch.model.apply;

import io.navarch.model.status.ApiException;
import io.navarch.model.status.ApiException.Details;
import io.navarch.model.status.StatusCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Fields that an applier wants to set to something else than their owners did. */
final class Conflicts {
  private final Map<Managed.Id, FieldSet> byManager = new TreeMap<>();

  void add(Managed.Id manager, FieldSet fields) {
    byManager.put(manager, fields);
  }

  boolean isEmpty() {
    return byManager.isEmpty();
  }

  Map<Managed.Id, FieldSet> byManager() {
    return byManager;
  }

  /** Those that are not allowed. */
  Conflicts without(FieldSet allowed) {
    Conflicts rest = new Conflicts();
    byManager.forEach(
        (manager, fields) -> {
          FieldSet left = fields.difference(allowed);
          if (!left.isEmpty()) {
            rest.add(manager, left);
          }
        });
    return rest;
  }

  /** 409 with one cause a field. */
  ApiException toRefusal() {
    List<StatusCause> causes = new ArrayList<>();
    List<String> messages = new ArrayList<>();
    byManager.forEach(
        (manager, fields) -> {
          messages.add("conflicts with " + manager.printed() + ":");
          for (String path : fields.paths()) {
            causes.add(
                new StatusCause(
                    "FieldManagerConflict", "conflict with " + manager.printed(), path));
            messages.add("- " + path);
          }
        });
    String message =
        causes.size() == 1
            ? "Apply failed with 1 conflict: "
                + causes.getFirst().message()
                + ": "
                + causes.getFirst().field()
            : "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", messages);
    return new ApiException(409, "Conflict", message, new Details("", "", "", "", causes, 0));
  }
}
