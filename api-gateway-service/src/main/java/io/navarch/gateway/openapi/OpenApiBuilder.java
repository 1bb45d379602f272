package io.navarch.gateway.openapi;

import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.schema.Descriptions;
import io.navarch.model.schema.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Builds the documents from one state of the served resources and their schemas. */
final class OpenApiBuilder {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final Set<String> KNOWN_IN_EVERY_VERSION =
      Set.of(META + "DeleteOptions", META + "WatchEvent");

  private final List<ResourceDefinition> resources;
  private final CustomDefinitions custom;
  private final Descriptions descriptions = Descriptions.load();
  private final Map<String, List<GroupVersionKind>> kinds = new HashMap<>();

  OpenApiBuilder(List<ResourceDefinition> resources, CustomDefinitions custom) {
    this.resources = List.copyOf(resources);
    this.custom = custom;
    BuiltinSchemas.instance()
        .kinds()
        .forEach((kind, name) -> kinds.computeIfAbsent(name, _ -> new ArrayList<>()).add(kind));
  }

  /** The v3 document names: {@code api/v1}, {@code apis/apps}, {@code apis/apps/v1}, … */
  Map<String, List<ApiPath>> v3Paths() {
    Map<String, List<ApiPath>> result = new TreeMap<>();
    result.put("api", List.of(GeneralPaths.versions()));
    result.put("apis", List.of(GeneralPaths.groups()));
    result.put("version", List.of(GeneralPaths.serverVersion()));
    result.put(".well-known/openid-configuration", List.of(GeneralPaths.issuer()));
    result.put("openid/v1/jwks", List.of(GeneralPaths.issuerKeys()));
    for (ResourceDefinition resource : resources) {
      String group = resource.group();
      String version = resource.version();
      boolean builtin = BuiltinResources.instance().has(resource);
      if (!group.isEmpty() && builtin) {
        result.put("apis/" + group, List.of(GeneralPaths.group(group)));
      }
      String name = group.isEmpty() ? "api/" + version : "apis/" + group + "/" + version;
      result
          .computeIfAbsent(
              name,
              _ ->
                  builtin
                      ? new ArrayList<>(List.of(GeneralPaths.resources(group, version)))
                      : new ArrayList<>())
          .addAll(new ResourcePaths(resource, this::definitionName).all());
    }
    return result;
  }

  Map<String, Object> v3(String name, List<ApiPath> paths) {
    String[] parts = name.split("/");
    String version = parts.length == 2 && parts[0].equals("api") ? parts[1] : "";
    GroupVersionKind own =
        parts.length == 3
            ? new GroupVersionKind(parts[1], parts[2], "")
            : new GroupVersionKind("", version, "");
    Set<GroupVersionKind> versions = new LinkedHashSet<>();
    versions.add(new GroupVersionKind("", "v1", ""));
    if (!own.version().isEmpty()) {
      versions.add(own);
    }
    DefinitionWriter writer =
        new DefinitionWriter(Dialect.V3, descriptions, each -> kindsOf(each, versions));
    addDefinitions(paths, writer, Dialect.V3);
    Map<String, Object> components = new LinkedHashMap<>();
    if (!writer.definitions().isEmpty()) {
      components.put("schemas", writer.definitions());
    }
    if (!isCustom(own)) {
      components.put("securitySchemes", Map.of("BearerToken", bearerToken()));
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("openapi", "3.0.0");
    result.put("info", isCustom(own) ? customInfo() : info());
    result.put("paths", new PathWriter(Dialect.V3).write(paths));
    result.put("components", components);
    return result;
  }

  Map<String, Object> v2() {
    Set<GroupVersionKind> versions = new LinkedHashSet<>();
    resources.forEach(r -> versions.add(new GroupVersionKind(r.group(), r.version(), "")));
    DefinitionWriter writer =
        new DefinitionWriter(Dialect.V2, descriptions, each -> kindsOf(each, versions));
    List<ApiPath> all = v3Paths().values().stream().flatMap(List::stream).toList();
    addDefinitions(all, writer, Dialect.V2);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("swagger", "2.0");
    result.put("info", info());
    PathWriter paths = new PathWriter(Dialect.V2);
    result.put("paths", paths.write(all));
    result.put("definitions", writer.definitions());
    result.put("parameters", paths.shared());
    result.put("securityDefinitions", Map.of("BearerToken", bearerToken()));
    result.put("security", List.of(Map.of("BearerToken", List.of())));
    return result;
  }

  private static Map<String, Object> info() {
    return info("Kubernetes", "1.36");
  }

  /** As upstream calls what it makes of definitions. */
  private static Map<String, Object> customInfo() {
    return info("Kubernetes CRD Swagger", "v0.1.0");
  }

  private static Map<String, Object> info(String title, String version) {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("title", title);
    info.put("version", version);
    return info;
  }

  /** Whether definitions declare all that the group has in the version. */
  private boolean isCustom(GroupVersionKind version) {
    List<ResourceDefinition> served =
        resources.stream()
            .filter(r -> r.group().equals(version.group()))
            .filter(r -> r.version().equals(version.version()))
            .toList();
    return !served.isEmpty() && served.stream().noneMatch(r -> BuiltinResources.instance().has(r));
  }

  private static Map<String, Object> bearerToken() {
    Map<String, Object> scheme = new LinkedHashMap<>();
    scheme.put("type", "apiKey");
    scheme.put("description", "Bearer Token authentication");
    scheme.put("name", "authorization");
    scheme.put("in", "header");
    return scheme;
  }

  private void addDefinitions(List<ApiPath> paths, DefinitionWriter writer, Dialect dialect) {
    for (ApiPath path : paths) {
      for (ApiOperation operation : path.operations()) {
        operation.answers().forEach(answer -> add(answer.definition(), writer, dialect));
        switch (operation.body()) {
          case ApiOperation.Body.None _ -> {}
          case ApiOperation.Body.Patch _ -> add(META + "Patch", writer, dialect);
          case ApiOperation.Body.Object o -> add(o.definition(), writer, dialect);
        }
      }
    }
  }

  private void add(String definition, DefinitionWriter writer, Dialect dialect) {
    if (definition.isEmpty() || writer.definitions().containsKey(definition)) {
      return;
    }
    Optional<Schema> builtin = BuiltinSchemas.instance().byDefinition(definition);
    if (builtin.isPresent()) {
      writer.add(definition, builtin.get());
      return;
    }
    kinds
        .getOrDefault(definition, List.of())
        .forEach(kind -> addCustom(definition, kind, writer, dialect));
  }

  private String plural(GroupVersionKind kind) {
    return resources.stream()
        .filter(each -> each.gvk().equals(kind))
        .map(ResourceDefinition::plural)
        .findFirst()
        .orElse("");
  }

  private void addCustom(
      String definition, GroupVersionKind kind, DefinitionWriter writer, Dialect dialect) {
    PublishedSchema published = new PublishedSchema(dialect);
    Map<String, Object> declared = custom.declared(kind);
    if (declared != null) {
      writer.put(definition, published.of(kind, declared, selectableFields(kind)));
      add(PublishedSchema.OBJECT_META, writer, dialect);
    } else if (kind.kind().endsWith("List")) {
      String item = kind.kind().substring(0, kind.kind().length() - "List".length());
      GroupVersionKind itemKind = new GroupVersionKind(kind.group(), kind.version(), item);
      String name = definitionName(itemKind);
      writer.put(
          definition, published.listOf(kind, plural(itemKind), name, selectableFields(itemKind)));
      add(PublishedSchema.LIST_META, writer, dialect);
      add(name, writer, dialect);
    }
  }

  private List<String> selectableFields(GroupVersionKind kind) {
    return resources.stream()
        .filter(r -> r.gvk().equals(kind))
        .findFirst()
        .map(ResourceDefinition::fieldSelectors)
        .orElse(List.of());
  }

  /** Names the definition of a kind; custom ones get their group backwards, as upstream does. */
  private String definitionName(GroupVersionKind kind) {
    Optional<String> known =
        BuiltinSchemas.instance().byKind(kind).map(Schema::name).filter(name -> !name.isEmpty());
    if (known.isPresent()) {
      return known.get();
    }
    List<String> labels = new ArrayList<>(List.of(kind.group().split("\\.")));
    java.util.Collections.reverse(labels);
    String name = String.join(".", labels) + "." + kind.version() + "." + kind.kind();
    kinds.computeIfAbsent(name, _ -> List.of(kind));
    return name;
  }

  private Collection<GroupVersionKind> kindsOf(String definition, Set<GroupVersionKind> versions) {
    if (KNOWN_IN_EVERY_VERSION.contains(definition)) {
      String kind = definition.substring(META.length());
      return versions.stream()
          .map(v -> new GroupVersionKind(v.group(), v.version(), kind))
          .toList();
    }
    return kinds.getOrDefault(definition, List.of());
  }
}
