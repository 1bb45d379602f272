package io.navarch.gateway.registry;

import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.apply.ManagerNames;
import io.navarch.model.decode.FieldValidation;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The options of a create, update or patch, as they stand in the query.
 *
 * @param dryRun whether nothing is stored
 * @param fieldManager what the client calls itself, else what its user agent begins with
 * @param force whether an apply takes over what others own
 * @param tree the options object, for admission
 */
public record WriteOptions(
    boolean dryRun, String fieldManager, boolean force, Map<String, Object> tree) {
  private static final String FIELD_VALIDATION = "fieldValidation";
  private static final String FIELD_MANAGER = "fieldManager";

  /** What the options are for; {@link #kind} is their kind. */
  public enum Purpose {
    CREATE("CreateOptions"),
    UPDATE("UpdateOptions"),
    PATCH("PatchOptions"),
    APPLY("PatchOptions");

    private final String kind;

    Purpose(String kind) {
      this.kind = kind;
    }
  }

  /**
   * @throws ApiException 422 with all that is wrong
   */
  public static WriteOptions of(Exchange exchange, RequestInfo request, Purpose purpose) {
    List<FieldError> errors = new ArrayList<>(0);
    String manager = request.parameter(FIELD_MANAGER);
    if (purpose == Purpose.APPLY && manager.isEmpty()) {
      errors.add(FieldError.required(FIELD_MANAGER, "is required for apply patch"));
    }
    if (purpose == Purpose.PATCH && request.query().containsKey("force")) {
      errors.add(FieldError.forbidden("force", "may not be specified for non-apply patch"));
    }
    errors.addAll(ManagerNames.check(manager, FIELD_MANAGER));
    List<String> dryRun = request.query().getOrDefault("dryRun", List.of());
    errors.addAll(DryRun.check(dryRun));
    String validation = request.parameter(FIELD_VALIDATION);
    if (FieldValidation.of(validation).isEmpty()) {
      errors.add(
          FieldError.notSupported(
              FIELD_VALIDATION, validation, List.of("", "Ignore", "Strict", "Warn")));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid("meta.k8s.io", purpose.kind, "", errors);
    }
    return new WriteOptions(
        !dryRun.isEmpty(),
        manager.isEmpty() ? ManagerNames.ofUserAgent(exchange.header("User-Agent")) : manager,
        purpose == Purpose.APPLY && request.flag("force"),
        tree(request, purpose, !dryRun.isEmpty()));
  }

  private static Map<String, Object> tree(RequestInfo request, Purpose purpose, boolean dryRun) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("kind", purpose.kind);
    options.put("apiVersion", "meta.k8s.io/v1");
    if (purpose == Purpose.APPLY && request.query().containsKey("force")) {
      options.put("force", request.flag("force"));
    }
    for (String key : List.of(FIELD_MANAGER, FIELD_VALIDATION)) {
      if (!request.parameter(key).isEmpty()) {
        options.put(key, request.parameter(key));
      }
    }
    if (dryRun) {
      options.put("dryRun", List.of("All"));
    }
    return options;
  }
}
