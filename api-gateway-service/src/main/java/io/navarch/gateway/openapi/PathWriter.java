package io.navarch.gateway.openapi;

import io.navarch.model.resource.GroupVersionKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes paths in either version of OpenAPI. */
final class PathWriter {
  private static final String PATCH = "io.k8s.apimachinery.pkg.apis.meta.v1.Patch";
  private static final List<String> PATCH_TYPES =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json",
          "application/apply-patch+yaml");
  private static final List<String> OBJECT_TYPES =
      List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");
  private static final List<String> WATCH_TYPES =
      List.of(
          "application/json",
          "application/yaml",
          "application/vnd.kubernetes.protobuf",
          "application/json;stream=watch",
          "application/vnd.kubernetes.protobuf;stream=watch");
  private static final List<String> CUSTOM_TYPES = List.of("application/json", "application/yaml");
  private static final List<String> ANY_TYPE = List.of("*/*");

  private final Dialect dialect;
  private final SharedParameters shared = new SharedParameters();

  PathWriter(Dialect dialect) {
    this.dialect = dialect;
  }

  /** The paths by name. */
  Map<String, Object> write(List<ApiPath> paths) {
    Map<String, Object> result = new TreeMap<>();
    for (ApiPath path : paths) {
      result.put(path.path(), path(path));
    }
    return result;
  }

  private Map<String, Object> path(ApiPath path) {
    Map<String, Object> result = new TreeMap<>();
    for (ApiOperation operation : path.operations()) {
      result.put(operation.method(), operation(path, operation));
    }
    List<ApiParameter> shared = path.sharedParameters();
    if (!shared.isEmpty()) {
      result.put("parameters", parameters(shared));
    }
    return result;
  }

  private Map<String, Object> operation(ApiPath path, ApiOperation operation) {
    Map<String, Object> result = new TreeMap<>();
    result.put("description", operation.description());
    result.put("operationId", operation.id());
    List<Object> parameters = parameters(path.ownParameters(operation));
    if (dialect == Dialect.V2) {
      body(operation, parameters);
      List<String> consumes = consumes(operation);
      if (!consumes.isEmpty()) {
        result.put("consumes", consumes);
      }
      result.put("produces", types(operation));
      result.put("schemes", List.of("https"));
    } else {
      requestBody(operation, result);
    }
    if (!parameters.isEmpty()) {
      result.put("parameters", parameters);
    }
    result.put("responses", responses(operation));
    result.put("tags", List.of(path.tag()));
    if (!operation.action().isEmpty()) {
      result.put("x-kubernetes-action", operation.action());
    }
    GroupVersionKind kind = operation.kind();
    if (kind != null) {
      result.put("x-kubernetes-group-version-kind", DefinitionWriter.tree(kind));
    }
    return result;
  }

  private static List<String> consumes(ApiOperation operation) {
    if (operation.body() instanceof ApiOperation.Body.Patch patch) {
      return types(patch);
    }
    if (!operation.action().isEmpty()) {
      return bodyTypes(operation);
    }
    boolean typed = operation.answers().stream().noneMatch(a -> a.definition().isEmpty());
    return typed ? types(operation) : List.of();
  }

  private static List<String> types(ApiOperation.Body.Patch patch) {
    return PATCH_TYPES.stream()
        .filter(type -> patch.strategic() || !type.contains("strategic"))
        .toList();
  }

  private List<Object> parameters(List<ApiParameter> parameters) {
    List<Object> result = new ArrayList<>();
    for (ApiParameter parameter : parameters) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("description", parameter.description());
      tree.put("in", parameter.in());
      tree.put("name", parameter.name());
      if (parameter.isRequired()) {
        tree.put("required", true);
      }
      Map<String, Object> type = new LinkedHashMap<>();
      type.put("type", parameter.type());
      type.put("uniqueItems", true);
      if (dialect == Dialect.V3) {
        tree.put("schema", type);
      } else {
        tree.putAll(type);
      }
      result.add(dialect == Dialect.V2 ? shared.referred(tree) : tree);
    }
    return result;
  }

  /** The parameters that the written paths refer to, in v2. */
  Map<String, Object> shared() {
    return shared.byName();
  }

  private void body(ApiOperation operation, List<Object> parameters) {
    switch (operation.body()) {
      case ApiOperation.Body.None _ -> {}
      case ApiOperation.Body.Patch _ -> parameters.addFirst(shared.referred(body(PATCH, true)));
      case ApiOperation.Body.Object o ->
          parameters.addFirst(shared.referred(body(o.definition(), o.required())));
    }
  }

  private Map<String, Object> body(String definition, boolean required) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("in", "body");
    result.put("name", "body");
    if (required) {
      result.put("required", true);
    }
    result.put("schema", schema(definition));
    return result;
  }

  private void requestBody(ApiOperation operation, Map<String, Object> result) {
    switch (operation.body()) {
      case ApiOperation.Body.None _ -> {}
      case ApiOperation.Body.Patch patch ->
          result.put("requestBody", requestBody(types(patch), PATCH, true));
      case ApiOperation.Body.Object o ->
          result.put(
              "requestBody", requestBody(bodyTypes(operation), o.definition(), o.required()));
    }
  }

  /** Bodies of built-in kinds are taken in any type that has a decoder. */
  private static List<String> bodyTypes(ApiOperation operation) {
    return operation.produces() == ApiOperation.Produces.CUSTOM ? CUSTOM_TYPES : ANY_TYPE;
  }

  private Map<String, Object> requestBody(List<String> types, String definition, boolean required) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("content", content(types, definition));
    if (required) {
      result.put("required", true);
    }
    return result;
  }

  private Map<String, Object> content(List<String> types, String definition) {
    Map<String, Object> content = new TreeMap<>();
    for (String type : types) {
      content.put(type, Map.of("schema", schema(definition)));
    }
    return content;
  }

  private Map<String, Object> schema(String definition) {
    return definition.isEmpty()
        ? Map.of("type", "string")
        : Map.of("$ref", dialect.reference(definition));
  }

  private Map<String, Object> responses(ApiOperation operation) {
    Map<String, Object> result = new TreeMap<>();
    for (ApiOperation.Answer answer : operation.answers()) {
      Map<String, Object> response = new LinkedHashMap<>();
      if (dialect == Dialect.V3) {
        response.put("content", content(types(operation), answer.definition()));
      } else {
        response.put("schema", schema(answer.definition()));
      }
      response.put("description", answer.description());
      result.put(String.valueOf(answer.code()), response);
    }
    result.put("401", Map.of("description", "Unauthorized"));
    return result;
  }

  private static List<String> types(ApiOperation operation) {
    return switch (operation.produces()) {
      case OBJECT -> OBJECT_TYPES;
      case OBJECT_OR_WATCH -> WATCH_TYPES;
      case TEXT -> {
        List<String> types = new ArrayList<>(OBJECT_TYPES);
        types.addFirst("text/plain");
        yield types;
      }
      case CUSTOM -> CUSTOM_TYPES;
      case JSON -> List.of("application/json");
      case JWK_SET -> List.of("application/jwk-set+json");
      case ANYTHING -> ANY_TYPE;
    };
  }
}
