package io.navarch.model.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request refused with a Kubernetes {@code Status}. Built by the factory of its reason; texts are
 * those of the Kubernetes API, on which clients rely.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;
  private final transient Details details;
  private final String continueToken;

  /**
   * {@code Status.details}; empty strings and lists are left out when it is written. All but {@link
   * #NONE} are written even when that leaves nothing.
   */
  public record Details(
      String name,
      String group,
      String kind,
      String uid,
      List<StatusCause> causes,
      int retryAfterSeconds) {
    public static final Details NONE = new Details("", "", "", "", List.of(), 0);

    /** What is said of a path that names no object. */
    public static final Details EMPTY = new Details("", "", "", "", List.of(), 0);

    public Details {
      causes = List.copyOf(causes);
    }
  }

  public ApiException(int code, String reason, String message, Details details) {
    this(code, reason, message, details, "");
  }

  private ApiException(
      int code, String reason, String message, Details details, String continueToken) {
    super(message, null, false, false);
    this.code = code;
    this.reason = reason;
    this.details = details;
    this.continueToken = continueToken;
  }

  public int code() {
    return code;
  }

  public String reason() {
    return reason;
  }

  public Details details() {
    return details;
  }

  /** The {@code v1.Status} object. */
  public Map<String, Object> toStatus() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("kind", "Status");
    status.put("apiVersion", "v1");
    Map<String, Object> metadata = new LinkedHashMap<>();
    put(metadata, "continue", continueToken);
    status.put("metadata", metadata);
    status.put("status", "Failure");
    status.put("message", getMessage());
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    Map<String, Object> d = new LinkedHashMap<>();
    put(d, "name", details.name());
    put(d, "group", details.group());
    put(d, "kind", details.kind());
    put(d, "uid", details.uid());
    if (!details.causes().isEmpty()) {
      List<Object> causes = new ArrayList<>();
      for (StatusCause c : details.causes()) {
        Map<String, Object> cause = new LinkedHashMap<>();
        put(cause, "reason", c.reason());
        put(cause, "message", c.message());
        put(cause, "field", c.field());
        causes.add(cause);
      }
      d.put("causes", causes);
    }
    if (details.retryAfterSeconds() > 0) {
      d.put("retryAfterSeconds", (long) details.retryAfterSeconds());
    }
    if (isDetailed()) {
      status.put("details", d);
    }
    status.put("code", (long) code);
    return status;
  }

  @SuppressWarnings("ReferenceEquality") // NONE says more than that nothing is in it
  private boolean isDetailed() {
    return details != Details.NONE;
  }

  private static void put(Map<String, Object> map, String key, String value) {
    if (!value.isEmpty()) {
      map.put(key, value);
    }
  }

  private static Details named(String group, String kind, String name) {
    return new Details(name, group, kind, "", List.of(), 0);
  }

  private static String qualified(String group, String resource) {
    return group.isEmpty() ? resource : resource + "." + group;
  }

  /** {@code pods "x" not found}; resource is the plural. */
  public static ApiException notFound(String group, String resource, String name) {
    return new ApiException(
        404,
        "NotFound",
        qualified(group, resource) + " \"" + name + "\" not found",
        named(group, resource, name));
  }

  /** The path names no resource that is served. */
  public static ApiException noSuchResource() {
    return new ApiException(
        404, "NotFound", "the server could not find the requested resource", Details.EMPTY);
  }

  public static ApiException alreadyExists(String group, String resource, String name) {
    return new ApiException(
        409,
        "AlreadyExists",
        qualified(group, resource) + " \"" + name + "\" already exists",
        named(group, resource, name));
  }

  public static ApiException conflict(String group, String resource, String name, String why) {
    return new ApiException(
        409,
        "Conflict",
        "Operation cannot be fulfilled on "
            + qualified(group, resource)
            + " \""
            + name
            + "\": "
            + why,
        named(group, resource, name));
  }

  /** The optimistic write lost against a newer version of the object. */
  public static ApiException modified(String group, String resource, String name) {
    return conflict(
        group,
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try again");
  }

  public static ApiException badRequest(String message) {
    return new ApiException(400, "BadRequest", message, Details.NONE);
  }

  public static ApiException unauthorized() {
    return new ApiException(401, "Unauthorized", "Unauthorized", Details.NONE);
  }

  public static ApiException forbidden(String group, String resource, String name, String why) {
    String what =
        name.isEmpty()
            ? qualified(group, resource) + " is forbidden: " + why
            : qualified(group, resource) + " \"" + name + "\" is forbidden: " + why;
    return new ApiException(403, "Forbidden", what, named(group, resource, name));
  }

  /** The object breaks validation rules; kind is the Kind, not the resource. */
  public static ApiException invalid(
      String group, String kind, String name, List<FieldError> errors) {
    List<StatusCause> causes = new ArrayList<>();
    for (FieldError e : errors) {
      causes.add(new StatusCause(e.type().reason(), e.body(), e.field()));
    }
    return new ApiException(
        422,
        "Invalid",
        qualifiedKind(group, kind)
            + " \""
            + name
            + "\" is invalid: "
            + FieldError.aggregate(errors),
        new Details(name, group, kind, "", causes, 0));
  }

  private static String qualifiedKind(String group, String kind) {
    return group.isEmpty() ? kind : kind + "." + group;
  }

  public static ApiException methodNotAllowed(String group, String resource, String verb) {
    return new ApiException(
        405,
        "MethodNotAllowed",
        verb + " is not supported on resources of kind \"" + qualified(group, resource) + "\"",
        named(group, resource, ""));
  }

  /** The asked revision is compacted, or a watch fell too far behind. */
  public static ApiException expired(String message) {
    return new ApiException(410, "Expired", message, Details.NONE);
  }

  /**
   * The snapshot of a list in pages is gone.
   *
   * @param continueToken goes into the answer, for clients that go on with what stands now
   */
  public static ApiException expiredContinuation(String message, String continueToken) {
    return new ApiException(410, "Expired", message, Details.NONE, continueToken);
  }

  public static ApiException gone(String message) {
    return new ApiException(410, "Gone", message, Details.NONE);
  }

  public static ApiException notAcceptable(String message) {
    return new ApiException(406, "NotAcceptable", message, Details.NONE);
  }

  public static ApiException unsupportedMediaType(String message) {
    return new ApiException(415, "UnsupportedMediaType", message, Details.NONE);
  }

  public static ApiException entityTooLarge(String message) {
    return new ApiException(413, "RequestEntityTooLarge", message, Details.NONE);
  }

  public static ApiException tooManyRequests(String message, int retryAfterSeconds) {
    return new ApiException(
        429, "TooManyRequests", message, new Details("", "", "", "", List.of(), retryAfterSeconds));
  }

  public static ApiException timeout(String message) {
    return new ApiException(504, "Timeout", message, Details.NONE);
  }

  public static ApiException serviceUnavailable(String message) {
    return new ApiException(503, "ServiceUnavailable", message, Details.NONE);
  }

  /** Something broke on the server; the message is shown, so it holds nothing secret. */
  public static ApiException internal(String message) {
    return new ApiException(
        500,
        "InternalError",
        "Internal error occurred: " + message,
        new Details("", "", "", "", List.of(new StatusCause("", message, "")), 0));
  }

  /** The same refusal with another detail name, where the caller knows more. */
  public ApiException withDetails(@Nullable Details replacement) {
    return replacement == null ? this : new ApiException(code, reason, message(), replacement);
  }

  private String message() {
    return String.valueOf(getMessage());
  }
}
