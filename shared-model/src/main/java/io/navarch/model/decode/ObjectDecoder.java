package io.navarch.model.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.Schema;
import io.navarch.model.schema.SchemaCatalog;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one way from a request's body to an object: parse, find out its kind, check types and names,
 * bring it into written form, fill in static defaults. Refusals carry the API's own texts.
 */
public final class ObjectDecoder {
  /** Versions whose kinds the API's own programs know, but do not serve by default. */
  private static final Set<String> UNSERVED =
      Set.of(
          "admissionregistration.k8s.io/v1alpha1",
          "admissionregistration.k8s.io/v1beta1",
          "apps/v1beta1",
          "apps/v1beta2",
          "authentication.k8s.io/v1beta1",
          "authorization.k8s.io/v1beta1",
          "batch/v1beta1",
          "certificates.k8s.io/v1beta1",
          "coordination.k8s.io/v1beta1",
          "discovery.k8s.io/v1beta1",
          "events.k8s.io/v1beta1",
          "flowcontrol.apiserver.k8s.io/v1beta1",
          "flowcontrol.apiserver.k8s.io/v1beta2",
          "flowcontrol.apiserver.k8s.io/v1beta3",
          "networking.k8s.io/v1beta1",
          "node.k8s.io/v1beta1",
          "policy/v1beta1",
          "rbac.authorization.k8s.io/v1alpha1",
          "rbac.authorization.k8s.io/v1beta1",
          "resource.k8s.io/v1beta1",
          "resource.k8s.io/v1beta2",
          "scheduling.k8s.io/v1beta1",
          "storage.k8s.io/v1beta1");

  private final SchemaCatalog schemas;

  public ObjectDecoder(SchemaCatalog schemas) {
    this.schemas = schemas;
  }

  /** How the body is written. */
  public enum Format {
    JSON,
    YAML
  }

  /**
   * @param warnings for the client, one for each unknown or duplicate field
   */
  public record Decoded(ApiObject object, List<String> warnings) {
    public Decoded {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Decodes a body for an endpoint.
   *
   * @param expected the endpoint's kind; what the body leaves out of kind and apiVersion is taken
   *     from it
   * @throws ApiException 400 if the body is malformed, of another kind, or does not fit its schema,
   *     or if validation is strict and there are unknown or duplicate fields
   */
  public Decoded decode(
      byte[] body, Format format, GroupVersionKind expected, FieldValidation validation) {
    JsonDocument document = parse(body, format, expected);
    boolean custom = schemas.byKind(expected).filter(Schema::structural).isPresent();
    if (custom) {
      requireCustom(document.root(), expected, body);
    } else if (document.root() == null) {
      document = JsonDocument.of(new LinkedHashMap<>(), List.of());
    }
    if (!(document.root() instanceof Map<?, ?>)) {
      throw unrecognized(body, expected, notAnObject(document.root()));
    }
    @SuppressWarnings("unchecked")
    Map<String, Object> tree = (Map<String, Object>) document.root();
    GroupVersionKind actual = actualKind(tree, expected, body);
    if (custom) {
      requireSameCustom(tree, expected);
    } else {
      requireSameKind(actual, expected);
    }
    return conform(tree, actual, expected, validation, document, Lists.AS_SENT);
  }

  /** What becomes of required lists that are empty. */
  private enum Lists {
    /** They stay, so that it can be told who set them. */
    AS_SENT,
    /** They are none, as in the store. */
    AS_STORED,
    /** They are none in what an apply made. */
    AS_APPLIED
  }

  /**
   * Brings a tree that did not come from a body (the result of a patch) into form: the same checks
   * and defaults, without the parsing.
   *
   * @throws ApiException 400 as {@link #decode} does
   */
  public Decoded conform(
      Map<String, Object> tree, GroupVersionKind expected, FieldValidation validation) {
    return conform(
        tree, expected, expected, validation, JsonDocument.of(tree, List.of()), Lists.AS_STORED);
  }

  /**
   * The same for what an apply made, whatever is unknown in it.
   *
   * @throws ApiException 400
   */
  public Decoded conformApplied(Map<String, Object> tree, GroupVersionKind expected) {
    JsonDocument document = JsonDocument.of(tree, List.of());
    return conform(tree, expected, expected, FieldValidation.IGNORE, document, Lists.AS_APPLIED);
  }

  private Decoded conform(
      Map<String, Object> tree,
      GroupVersionKind actual,
      GroupVersionKind expected,
      FieldValidation validation,
      JsonDocument document,
      Lists lists) {
    if (schemas.byKind(expected).isEmpty()) {
      throw cannotBeHandled(actual, expected, notRegistered(actual));
    }
    try {
      List<String> unplaced = document.placed().isEmpty() ? document.duplicates() : List.of();
      return fit(tree, expected, validation, unplaced, document.placed(), lists);
    } catch (DecodeException e) {
      throw cannotBeHandled(actual, expected, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Brings whole numbers into the form of integers that a built-in kind's fields hold, as the API
   * does where it converts without JSON between: after a strategic merge patch and an apply.
   *
   * @return whether there were any
   */
  public boolean cutIntegers(Map<String, Object> tree, GroupVersionKind kind) {
    return schemas
        .byKind(kind)
        .filter(schema -> !schema.structural())
        .filter(schema -> IntegerWidth.cut(schema, tree))
        .isPresent();
  }

  /**
   * Brings a tree into form whose refusals say no more than what does not fit.
   *
   * @param earlier strict errors found before, such as members of a patch that stand twice
   * @throws DecodeException if the tree does not fit its schema, or if validation is strict and
   *     there are strict errors
   */
  public Decoded fit(
      Map<String, Object> tree,
      GroupVersionKind expected,
      FieldValidation validation,
      List<String> earlier) {
    return fit(tree, expected, validation, earlier, List.of(), Lists.AS_SENT);
  }

  private Decoded fit(
      Map<String, Object> tree,
      GroupVersionKind expected,
      FieldValidation validation,
      List<String> earlier,
      List<DuplicateField> duplicates,
      Lists lists) {
    Schema schema =
        schemas.byKind(expected).orElseThrow(() -> new DecodeException(notRegistered(expected)));
    Map<String, Object> object = withKind(tree, expected);
    List<String> strict = new ArrayList<>(0);
    if (schema.structural()) {
      StructuralForm.checkMetadata(schema, object);
    } else {
      TypeChecker.check(schema, object);
    }
    if (validation != FieldValidation.IGNORE) {
      strict.addAll(earlier);
      strict.addAll(FieldChecker.strictErrors(schema, object, duplicates));
    }
    if (validation == FieldValidation.STRICT && !strict.isEmpty()) {
      throw new DecodeException(StrictErrors.joined(strict));
    }
    if (schema.structural()) {
      StructuralForm.prune(
          schema,
          object,
          lists == Lists.AS_APPLIED ? StructuralForm.Origin.APPLIED : StructuralForm.Origin.SENT);
    } else {
      Normalizer.normalize(schema, object, lists == Lists.AS_SENT);
    }
    Defaulter.apply(schema, object);
    return new Decoded(new ApiObject(object), strict);
  }

  private static JsonDocument parse(byte[] body, Format format, GroupVersionKind expected) {
    try {
      return switch (format) {
        case JSON -> JsonParser.parse(body);
        case YAML -> YamlParser.parse(body);
      };
    } catch (MalformedJsonException e) {
      String message = String.valueOf(e.getMessage());
      if (message.startsWith(JsonParser.UNREADABLE_NUMBER)) {
        throw cannotBeHandled(expected, expected, message);
      }
      throw unrecognized(
          body,
          expected,
          format == Format.JSON
              ? "couldn't get version/kind; json parse error: " + message
              : message);
    }
  }

  /** Nothing fills in the kind of a custom object, which is read before its schema is known. */
  private static void requireCustom(@Nullable Object root, GroupVersionKind expected, byte[] body) {
    Map<?, ?> tree = root instanceof Map<?, ?> map ? map : Map.of();
    Object kind = tree.get("kind");
    if (root == null || root == tree && (kind == null || kind.equals(""))) {
      throw unrecognized(body, expected, CustomKind.missing(new String(body, UTF_8)));
    }
  }

  /** Why a JSON value that is no object is none of the API. */
  public static String notAnObject(@Nullable Object root) {
    return "couldn't get version/kind; json parse error: json: cannot unmarshal "
        + Json.typeName(root)
        + " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
        + " Kind string \"json:\\\"kind,omitempty\\\"\" }";
  }

  private static GroupVersionKind actualKind(
      Map<String, Object> tree, GroupVersionKind expected, byte[] body) {
    String kind = text(tree, "kind", expected, body);
    String apiVersion = text(tree, "apiVersion", expected, body);
    if (apiVersion.chars().filter(c -> c == '/').count() > 1) {
      throw unrecognized(body, expected, "unexpected GroupVersion string: " + apiVersion);
    }
    GroupVersionKind given =
        apiVersion.isEmpty() || apiVersion.equals("/")
            ? expected
            : GroupVersionKind.of(apiVersion, kind);
    return new GroupVersionKind(
        given.group(), given.version(), kind.isEmpty() ? expected.kind() : kind);
  }

  private static String text(
      Map<String, Object> tree, String name, GroupVersionKind expected, byte[] body) {
    Object value = tree.get(name);
    if (value == null || value instanceof String) {
      return value == null ? "" : (String) value;
    }
    throw unrecognized(
        body,
        expected,
        "couldn't get version/kind; json parse error: json: cannot unmarshal "
            + Json.typeName(value)
            + " into Go struct field ."
            + name
            + " of type string");
  }

  private void requireSameKind(GroupVersionKind actual, GroupVersionKind expected) {
    if (fits(actual, expected)) {
      return;
    }
    boolean sameKind =
        actual.kind().equals(expected.kind()) && actual.group().equals(expected.group());
    if (sameKind && !actual.group().isEmpty() && isKnown(actual)) {
      throw otherVersion(actual.apiVersion(), expected);
    }
    throw cannotBeHandled(actual, expected, otherKind(schemas, actual, expected));
  }

  private static void requireSameCustom(Map<String, Object> tree, GroupVersionKind expected) {
    String apiVersion = ApiObject.string(tree, "apiVersion");
    if (!apiVersion.equals(expected.apiVersion())) {
      throw otherVersion(apiVersion, expected);
    }
    String kind = ApiObject.string(tree, "kind");
    List<FieldError> errors = CustomKind.check(apiVersion, kind, expected);
    if (!errors.isEmpty()) {
      String name = ApiObject.string(ApiObject.mapAt(tree, "metadata"), "name");
      throw ApiException.invalid(expected.group(), kind, name, errors);
    }
  }

  private static ApiException otherVersion(String apiVersion, GroupVersionKind expected) {
    return ApiException.badRequest(
        "the API version in the data ("
            + apiVersion
            + ") does not match the expected API version ("
            + expected.apiVersion()
            + ")");
  }

  /** Whether there is such a kind, served or not. */
  private boolean isKnown(GroupVersionKind kind) {
    return schemas.byKind(kind).isPresent()
        || (UNSERVED.contains(kind.apiVersion()) && !kind.kind().equals("Scale"));
  }

  /** Why an object of one built-in kind is none of another. */
  public static String otherKind(
      SchemaCatalog schemas, GroupVersionKind actual, GroupVersionKind expected) {
    return schemas.byKind(actual).isEmpty()
        ? notRegistered(actual)
        : "converting ("
            + actual.version()
            + "."
            + actual.kind()
            + ") to ("
            + internalPackage(expected.group())
            + "."
            + expected.kind()
            + "): unknown conversion";
  }

  /**
   * Whether a body of one kind is one for an endpoint of another: typed clients send delete options
   * in the version of the group they speak, evictions may be those of an older version, all others
   * must be the same.
   */
  public static boolean fits(GroupVersionKind actual, GroupVersionKind expected) {
    return actual.equals(expected)
        || expected.kind().equals("DeleteOptions") && actual.kind().equals(expected.kind())
        || expected.kind().equals("Eviction")
            && actual.kind().equals(expected.kind())
            && actual.apiVersion().equals("policy/v1beta1");
  }

  /** Why an object of an unknown kind cannot be read. */
  public static String notRegistered(GroupVersionKind kind) {
    return "no kind \""
        + kind.kind()
        + "\" is registered for version \""
        + kind.apiVersion()
        + "\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"";
  }

  private static String internalPackage(String group) {
    int dot = group.indexOf('.');
    return group.isEmpty() ? "core" : dot < 0 ? group : group.substring(0, dot);
  }

  /** The tree with the endpoint's kind and apiVersion, which stand first if they were missing. */
  private static Map<String, Object> withKind(Map<String, Object> tree, GroupVersionKind kind) {
    Map<String, Object> object = tree;
    if (!tree.containsKey("kind") || !tree.containsKey("apiVersion")) {
      object = new LinkedHashMap<>();
      object.put("kind", kind.kind());
      object.put("apiVersion", kind.apiVersion());
      object.putAll(tree);
    }
    object.put("kind", kind.kind());
    object.put("apiVersion", kind.apiVersion());
    return object;
  }

  private static ApiException cannotBeHandled(
      GroupVersionKind actual, GroupVersionKind expected, String why) {
    return ApiException.badRequest(
        actual.kind()
            + " in version \""
            + actual.version()
            + "\" cannot be handled as a "
            + expected.kind()
            + ": "
            + why);
  }

  private static ApiException unrecognized(byte[] body, GroupVersionKind expected, String why) {
    return ApiException.badRequest(
        "the object provided is unrecognized (must be of type "
            + expected.kind()
            + "): "
            + why
            + " ("
            + BodySummary.of(body)
            + ")");
  }
}
