package io.navarch.gateway.registry;

import io.navarch.model.decode.CustomKind;
import io.navarch.model.decode.DecodeException;
import io.navarch.model.decode.JsonText;
import io.navarch.model.decode.ObjectDecoder;
import io.navarch.model.decode.PatchBody;
import io.navarch.model.json.GoText;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import io.navarch.model.patch.JsonPatch;
import io.navarch.model.patch.MergePatch;
import io.navarch.model.patch.StrategicMergePatch;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.Schema;
import io.navarch.model.schema.SchemaCatalog;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Turns the body of a PATCH into a change of an object. */
final class PatchOperation {
  static final String APPLY_YAML = "application/apply-patch+yaml";

  private static final Set<String> TYPES =
      Set.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json",
          APPLY_YAML);

  private final SchemaCatalog schemas;
  private final BodyDecoder decoder;

  PatchOperation(SchemaCatalog schemas, BodyDecoder decoder) {
    this.schemas = schemas;
    this.decoder = decoder;
  }

  /**
   * How a refusal shows the patch that made an object unfit.
   *
   * @param patch the patch, null where the refusal shows the whole object
   */
  record Shown(@Nullable Object patch) {
    ApiException refusal(Map<String, Object> patched, DecodeException why) {
      return refusal(patched, patch == null ? String.valueOf(why.getMessage()) : why.converted());
    }

    ApiException refusal(Map<String, Object> patched, String detail) {
      String shown = patch == null ? Json.writeString(patched) : GoText.print(patch);
      return ApiException.invalid("", "", "", List.of(FieldError.invalid("patch", shown, detail)));
    }
  }

  /** A patched object, and how a refusal shows what made it so. */
  private record Patched(Map<String, Object> object, Shown shown) {}

  /** A patch that was read: what it does, and what strict validation says of it. */
  private record Read(Function<Map<String, Object>, Patched> change, List<String> strictErrors) {}

  /**
   * @throws ApiException 415 for a type of patch that objects of the kind do not take
   */
  void requireType(String contentType, GroupVersionKind kind) {
    if (!TYPES.contains(contentType)) {
      throw isBuiltin(kind) ? unsupported() : unsupportedForCustom();
    }
  }

  /**
   * @param kind of the patched object, which for {@code scale} is not the resource's
   * @param warnings get what validation warns of
   * @throws ApiException 400 for a malformed patch
   */
  UnaryOperator<ApiObject> read(
      byte[] body,
      String contentType,
      GroupVersionKind kind,
      String fieldValidation,
      List<String> warnings) {
    AtomicReference<@Nullable Read> once = new AtomicReference<>();
    return current -> {
      Read patch = once.updateAndGet(r -> r == null ? patch(body, contentType, kind) : r);
      Patched patched = patch.change().apply(current.root());
      requireSameKind(patched.object(), kind, patched.shown());
      BodyDecoder.Decoded decoded =
          decoder.decodePatched(
              patched.object(), kind, fieldValidation, patched.shown(), patch.strictErrors());
      warnings.addAll(decoded.warnings());
      return decoded.object();
    };
  }

  /**
   * A strategic patch of a built-in kind never sees its kind; others may not turn it into another.
   */
  private void requireSameKind(Map<String, Object> patched, GroupVersionKind kind, Shown shown) {
    String version = ApiObject.string(patched, "apiVersion");
    String name = ApiObject.string(patched, "kind");
    boolean changed =
        !(version.isEmpty() || version.equals(kind.apiVersion()))
            || !(name.isEmpty() || name.equals(kind.kind()));
    if (!isBuiltin(kind)) {
      requireSameCustom(patched, version, name, kind, shown);
    } else if (changed && shown.patch() == null) {
      GroupVersionKind other =
          GroupVersionKind.of(
              version.isEmpty() ? kind.apiVersion() : version, name.isEmpty() ? kind.kind() : name);
      throw shown.refusal(patched, ObjectDecoder.otherKind(schemas, other, kind));
    }
    patched.put("kind", kind.kind());
    patched.put("apiVersion", kind.apiVersion());
  }

  private static void requireSameCustom(
      Map<String, Object> patched,
      String version,
      String name,
      GroupVersionKind kind,
      Shown shown) {
    if (name.isEmpty()) {
      throw shown.refusal(patched, CustomKind.missing(Json.writeString(patched)));
    }
    List<FieldError> errors = CustomKind.check(version, name, kind);
    if (!errors.isEmpty()) {
      GroupVersionKind other = GroupVersionKind.of(version, name);
      throw ApiException.invalid(other.group(), name, new ApiObject(patched).name(), errors);
    }
  }

  private boolean isBuiltin(GroupVersionKind kind) {
    return schemas.byKind(kind).filter(schema -> !schema.structural()).isPresent();
  }

  private Read patch(byte[] body, String contentType, GroupVersionKind kind) {
    return switch (contentType) {
      case "application/json-patch+json" -> {
        JsonPatch patch = JsonPatch.of(operations(body));
        yield new Read(
            tree -> new Patched(asObject(patch.apply(tree)), new Shown(null)),
            patch.strictErrors());
      }
      case "application/merge-patch+json" -> {
        PatchBody patch = object(body, "error decoding patch: ");
        if (patch.isNull()) {
          throw ApiException.badRequest("Invalid JSON Patch");
        }
        yield new Read(
            tree -> new Patched(MergePatch.apply(tree, patch.tree()), new Shown(null)),
            patch.duplicates());
      }
      case "application/strategic-merge-patch+json" -> {
        PatchBody patch = object(body, "");
        Schema schema =
            schemas
                .byKind(kind)
                .orElseThrow(
                    () ->
                        ApiException.unsupportedMediaType(
                            "strategic merge patch is not supported for this kind"));
        if (schema.structural()) {
          throw unsupportedForCustom();
        }
        yield new Read(
            tree -> {
              Map<String, Object> members = members(patch);
              return new Patched(
                  StrategicMergePatch.apply(tree, members, schema), new Shown(members));
            },
            patch.duplicates());
      }
      default -> throw unsupported();
    };
  }

  /** Built-in kinds are refused by the router upstream, custom ones by their own handler. */
  private static ApiException unsupported() {
    return new ApiException(
        415, "UnsupportedMediaType", "415: Unsupported Media Type", ApiException.Details.EMPTY);
  }

  /** Nothing says how lists of custom resources merge; their scale is refused the same patches. */
  static ApiException unsupportedForCustom() {
    return ApiException.unsupportedMediaType(
        "the body of the request was in an unknown format - accepted media types include:"
            + " application/json-patch+json, application/merge-patch+json,"
            + " application/apply-patch+yaml");
  }

  private static @Nullable Object operations(byte[] body) {
    try {
      return PatchBody.read(body).tree();
    } catch (MalformedJsonException e) {
      String why = String.valueOf(e.getMessage());
      throw ApiException.badRequest(
          "error decoding patch: "
              + why.replace(
                  "Go value of type float64", "Go struct field jsonPatchOp.value of type float64"));
    }
  }

  private static PatchBody parse(byte[] body, String prefix) {
    try {
      return PatchBody.read(body);
    } catch (MalformedJsonException e) {
      throw ApiException.badRequest(prefix + e.getMessage());
    }
  }

  /** A patch that is no list; null changes nothing. */
  private static PatchBody object(byte[] body, String prefix) {
    PatchBody patch = parse(body, prefix);
    try {
      JsonText.requireObject(patch.tree());
    } catch (MalformedJsonException e) {
      throw ApiException.badRequest(prefix + e.getMessage());
    }
    return patch;
  }

  /** A strategic patch's members, to be used up; null changes nothing. */
  private static Map<String, Object> members(PatchBody patch) {
    return patch.tree() == null ? new LinkedHashMap<>() : asObject(Json.copy(patch.tree()));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asObject(@Nullable Object document) {
    if (document instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    if (document instanceof List<?>) {
      throw new Shown(Json.writeString(document))
          .refusal(Map.of(), ObjectDecoder.notAnObject(document));
    }
    throw new ApiException(
        422,
        "Invalid",
        "the server rejected our request due to an error in our request",
        ApiException.Details.EMPTY);
  }
}
