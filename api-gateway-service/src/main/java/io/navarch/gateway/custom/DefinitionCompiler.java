package io.navarch.gateway.custom;

import com.google.re2j.PatternSyntaxException;
import io.navarch.gateway.discovery.VersionNames;
import io.navarch.model.jsonpath.MalformedJsonPathException;
import io.navarch.model.object.ApiObject;
import io.navarch.model.pki.Sha256;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.resource.ScalePaths;
import io.navarch.model.structural.SchemaCompiler;
import io.navarch.model.structural.ValueRules;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compiles a definition into the versions of its resource. */
final class DefinitionCompiler {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final Set<String> SUBRESOURCE_VERBS =
      new LinkedHashSet<>(List.of("get", "patch", "update"));

  /** What a definition without a schema keeps: everything. */
  private static final Map<String, Object> ANYTHING =
      Map.of("type", "object", "x-kubernetes-preserve-unknown-fields", true);

  private DefinitionCompiler() {}

  static List<CustomVersion> compile(CustomDefinition definition) {
    List<CustomVersion> versions = new ArrayList<>();
    for (Map<String, Object> version : definition.versions()) {
      versions.add(version(definition, version));
    }
    return versions;
  }

  private static CustomVersion version(CustomDefinition definition, Map<String, Object> declared) {
    Map<String, Object> openApi =
        ApiObject.mapAt(ApiObject.mapAt(declared, "schema"), "openAPIV3Schema");
    return new CustomVersion(
        definition,
        resource(definition, declared),
        Boolean.TRUE.equals(declared.get("served")),
        Boolean.TRUE.equals(declared.get("storage")),
        openApi,
        SchemaCompiler.resource(
            openApi.isEmpty() ? ANYTHING : openApi, definition.preservesUnknownFields()),
        rules(openApi),
        new LazyExpressions(openApi),
        columns(declared),
        warnings(definition, declared));
  }

  /** A definition that was stored by others may hold what validation would refuse. */
  private static ValueRules rules(Map<String, Object> openApi) {
    try {
      return ValueRules.compile(openApi);
    } catch (PatternSyntaxException e) {
      return ValueRules.compile(Map.of());
    }
  }

  private static ResourceDefinition resource(
      CustomDefinition definition, Map<String, Object> declared) {
    Map<String, Object> names = definition.names();
    String group = definition.group();
    String version = ApiObject.string(declared, "name");
    return new ResourceDefinition(
        group,
        version,
        definition.kind(),
        definition.plural(),
        ApiObject.string(names, "singular"),
        texts(names, "shortNames"),
        texts(names, "categories"),
        definition.namespaced(),
        new LinkedHashSet<>(VERBS),
        subresources(ApiObject.mapAt(declared, "subresources")),
        group + "/" + definition.plural(),
        selectableFields(declared),
        group + "/" + definition.storageVersion(),
        false,
        false,
        false,
        false,
        storageVersionHash(group, definition.storageVersion(), definition.kind()));
  }

  private static List<String> texts(Map<String, Object> names, String member) {
    return ApiObject.listAt(names, member).stream().map(String::valueOf).toList();
  }

  private static List<String> selectableFields(Map<String, Object> declared) {
    return CustomDefinition.maps(declared, "selectableFields").stream()
        .map(field -> ApiObject.string(field, "jsonPath"))
        .map(path -> path.startsWith(".") ? path.substring(1) : path)
        .toList();
  }

  private static Map<String, ResourceDefinition.Subresource> subresources(
      Map<String, Object> subresources) {
    Map<String, ResourceDefinition.Subresource> result = new LinkedHashMap<>();
    if (subresources.get("status") != null) {
      result.put("status", new ResourceDefinition.Subresource("status", SUBRESOURCE_VERBS, null));
    }
    if (subresources.get("scale") != null) {
      Map<String, Object> scale = ApiObject.mapAt(subresources, "scale");
      result.put(
          "scale",
          new ResourceDefinition.Subresource(
              "scale",
              SUBRESOURCE_VERBS,
              new GroupVersionKind("autoscaling", "v1", "Scale"),
              ScalePaths.of(
                  ApiObject.string(scale, "specReplicasPath"),
                  ApiObject.string(scale, "statusReplicasPath"),
                  ApiObject.string(scale, "labelSelectorPath"))));
    }
    return result;
  }

  private static List<PrinterColumn> columns(Map<String, Object> declared) {
    List<PrinterColumn> columns = new ArrayList<>();
    for (Map<String, Object> column : CustomDefinition.maps(declared, "additionalPrinterColumns")) {
      try {
        columns.add(PrinterColumn.of(column));
      } catch (MalformedJsonPathException e) {
        // Upstream shows the name alone when a column cannot be read.
        return List.of();
      }
    }
    return columns.isEmpty() ? List.of(PrinterColumn.AGE) : List.copyOf(columns);
  }

  private static List<String> warnings(CustomDefinition definition, Map<String, Object> declared) {
    if (!Boolean.TRUE.equals(declared.get("deprecated"))) {
      return List.of();
    }
    if (declared.get("deprecationWarning") instanceof String text) {
      return List.of(text);
    }
    String name = ApiObject.string(declared, "name");
    String what = definition.group() + "/" + name + " " + definition.kind() + " is deprecated";
    return List.of(
        newerVersion(definition, name)
            .map(
                newer ->
                    what + "; use " + definition.group() + "/" + newer + " " + definition.kind())
            .orElse(what));
  }

  /** The most preferred version that is served, not deprecated and newer than the given one. */
  private static Optional<String> newerVersion(CustomDefinition definition, String version) {
    return definition.versions().stream()
        .filter(each -> Boolean.TRUE.equals(each.get("served")))
        .filter(each -> !Boolean.TRUE.equals(each.get("deprecated")))
        .map(each -> ApiObject.string(each, "name"))
        .filter(each -> VersionNames.NEWEST_STABLE_FIRST.compare(each, version) < 0)
        .min(VersionNames.NEWEST_STABLE_FIRST);
  }

  private static String storageVersionHash(String group, String version, String kind) {
    byte[] hash = Sha256.of(group + "/" + version + "/" + kind);
    return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(hash, 8));
  }
}
