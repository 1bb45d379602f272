package io.navarch.gateway.registry;

import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How something is to be deleted.
 *
 * @param gracePeriodSeconds null where the kind's own applies
 * @param uid the object must have this uid; null for any
 * @param resourceVersion the object must have this version; null for any
 * @param propagation {@code Orphan}, {@code Background}, {@code Foreground}, or null for the kind's
 *     own
 * @param orphanDependents the deprecated form of propagation, or null
 * @param tree the options object as it came
 */
record DeleteOptions(
    @Nullable Long gracePeriodSeconds,
    @Nullable String uid,
    @Nullable String resourceVersion,
    @Nullable String propagation,
    @Nullable Boolean orphanDependents,
    boolean dryRun,
    Map<String, Object> tree) {
  static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "DeleteOptions");

  private static final String OPTIONS_SCHEME =
      "k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27";
  private static final Pattern ADORNMENT =
      Pattern.compile(
          "^\\S+ in version \"[^\"]*\" cannot be handled as a DeleteOptions: "
              + "|^the object provided is unrecognized \\(must be of type DeleteOptions\\): "
              + "|(?<=parse error: .{1,2000}) \\([^()]*\\)$",
          Pattern.DOTALL);

  private static final List<String> POLICIES = List.of("Background", "Foreground", "Orphan");

  /**
   * @param body the decoded body, or null when there was none; then the query counts
   * @throws ApiException 422 for options that contradict each other
   */
  static DeleteOptions of(@Nullable Map<String, Object> body, RequestInfo request) {
    Map<String, Object> tree = body != null ? body : fromQuery(request);
    tree.putIfAbsent("kind", "DeleteOptions");
    tree.put("apiVersion", "meta.k8s.io/v1");
    Map<String, Object> preconditions = ApiObject.mapAt(tree, "preconditions");
    DeleteOptions options =
        new DeleteOptions(
            tree.get("gracePeriodSeconds") instanceof Number n ? n.longValue() : null,
            preconditions.get("uid") instanceof String s ? s : null,
            preconditions.get("resourceVersion") instanceof String s ? s : null,
            tree.get("propagationPolicy") instanceof String s ? s : null,
            tree.get("orphanDependents") instanceof Boolean b ? b : null,
            !ApiObject.listAt(tree, "dryRun").isEmpty(),
            tree);
    options.requireValid();
    return options;
  }

  private static Map<String, Object> fromQuery(RequestInfo request) {
    Map<String, Object> tree = new LinkedHashMap<>();
    String grace = request.parameter("gracePeriodSeconds");
    if (!grace.isEmpty()) {
      try {
        tree.put("gracePeriodSeconds", Long.parseLong(grace));
      } catch (NumberFormatException e) {
        throw ApiException.badRequest(
            "strconv.ParseInt: parsing \"" + grace + "\": invalid syntax");
      }
    }
    String propagation = request.parameter("propagationPolicy");
    if (!propagation.isEmpty()) {
      tree.put("propagationPolicy", propagation);
    }
    if (!request.parameter("orphanDependents").isEmpty()) {
      tree.put("orphanDependents", request.flag("orphanDependents"));
    }
    List<String> dryRun = request.query().getOrDefault("dryRun", List.of());
    if (!dryRun.isEmpty()) {
      tree.put("dryRun", new ArrayList<Object>(dryRun));
    }
    return tree;
  }

  private void requireValid() {
    List<FieldError> errors = new ArrayList<>(0);
    if (propagation != null && orphanDependents != null) {
      errors.add(
          FieldError.invalid(
              "propagationPolicy",
              propagation,
              "orphanDependents and deletionPropagation cannot be both set"));
    }
    if (propagation != null && !POLICIES.contains(propagation)) {
      errors.add(
          FieldError.notSupported(
              "propagationPolicy",
              propagation,
              List.of("Foreground", "Background", "Orphan", "nil")));
    }
    errors.addAll(DryRun.check(ApiObject.listAt(tree, "dryRun")));
    if (!errors.isEmpty()) {
      throw ApiException.invalid("meta.k8s.io", KIND.kind(), "", errors);
    }
  }

  /**
   * Upstream reads options with a scheme of their own, whose refusals do not say what was expected.
   */
  static ApiException unreadable(ApiException refused) {
    String message = String.valueOf(refused.getMessage());
    return refused.code() == 400
        ? ApiException.badRequest(
            ADORNMENT
                .matcher(message)
                .replaceAll("")
                .replace("pkg/api/legacyscheme/scheme.go:30", OPTIONS_SCHEME))
        : refused;
  }

  /** The same for a version that came after the one these options ask for. */
  DeleteOptions after(long revision) {
    return resourceVersion == null
        ? this
        : new DeleteOptions(
            gracePeriodSeconds,
            uid,
            Long.toString(revision),
            propagation,
            orphanDependents,
            dryRun,
            tree);
  }

  /** Whether dependents stay without their owner, as far as the options say. */
  boolean orphans() {
    return Boolean.TRUE.equals(orphanDependents) || "Orphan".equals(propagation);
  }

  boolean foreground() {
    return "Foreground".equals(propagation);
  }

  /** Whether the options say anything about dependents. */
  boolean saysPropagation() {
    return orphanDependents != null || propagation != null;
  }
}
