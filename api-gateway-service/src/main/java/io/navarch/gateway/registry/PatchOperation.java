package io.navarch.gateway.registry;

import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import io.navarch.model.patch.JsonPatch;
import io.navarch.model.patch.MergePatch;
import io.navarch.model.patch.StrategicMergePatch;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.schema.Schema;
import io.navarch.model.schema.SchemaCatalog;
import io.navarch.model.status.ApiException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Turns the body of a PATCH into a change of an object. */
final class PatchOperation {
  private final SchemaCatalog schemas;
  private final BodyDecoder decoder;

  PatchOperation(SchemaCatalog schemas, BodyDecoder decoder) {
    this.schemas = schemas;
    this.decoder = decoder;
  }

  /**
   * @param kind of the patched object, which for {@code scale} is not the resource's
   * @throws ApiException 400 for a malformed patch, 415 for an unknown type of patch
   */
  UnaryOperator<ApiObject> read(
      byte[] body,
      String contentType,
      ResourceDefinition resource,
      GroupVersionKind kind,
      String fieldValidation) {
    UnaryOperator<Map<String, Object>> patch = patch(body, contentType, kind);
    return current -> {
      Map<String, Object> patched = patch.apply(current.root());
      patched.putIfAbsent("kind", kind.kind());
      patched.putIfAbsent("apiVersion", kind.apiVersion());
      return decoder.decodeTree(patched, kind, fieldValidation).object();
    };
  }

  private UnaryOperator<Map<String, Object>> patch(
      byte[] body, String contentType, GroupVersionKind kind) {
    return switch (contentType) {
      case "application/json-patch+json" -> {
        JsonPatch patch = JsonPatch.read(body);
        yield tree -> asObject(patch.apply(tree));
      }
      case "application/merge-patch+json" -> {
        Object patch = parse(body);
        yield tree -> MergePatch.apply(tree, patch);
      }
      case "application/strategic-merge-patch+json" -> {
        Object patch = parse(body);
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
        yield tree -> StrategicMergePatch.apply(tree, patch, schema);
      }
      default -> throw unsupported();
    };
  }

  static ApiException unsupported() {
    return ApiException.unsupportedMediaType(
        "the body of the request was in an unknown format - accepted media types include:"
            + " application/json-patch+json, application/merge-patch+json,"
            + " application/strategic-merge-patch+json, application/apply-patch+yaml");
  }

  /** Nothing says how lists of custom resources merge. */
  private static ApiException unsupportedForCustom() {
    return ApiException.unsupportedMediaType(
        "the body of the request was in an unknown format - accepted media types include:"
            + " application/json-patch+json, application/merge-patch+json,"
            + " application/apply-patch+yaml");
  }

  private static Object parse(byte[] body) {
    try {
      Object tree = Json.read(body);
      if (tree == null) {
        throw ApiException.badRequest("invalid JSON document");
      }
      return tree;
    } catch (MalformedJsonException e) {
      throw ApiException.badRequest("error decoding patch: " + e.getMessage());
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asObject(@Nullable Object document) {
    if (document instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw ApiException.badRequest("the patched document is no object");
  }
}
