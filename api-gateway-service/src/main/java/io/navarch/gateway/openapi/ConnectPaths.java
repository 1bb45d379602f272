package io.navarch.gateway.openapi;

import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The paths of subresources that connect to something: exec, attach, portforward and proxy. */
final class ConnectPaths {
  private final ResourceDefinition resource;
  private final String tag;
  private final String infix;
  private final List<ApiParameter> place;

  ConnectPaths(ResourceDefinition resource, String tag, String infix, List<ApiParameter> place) {
    this.resource = resource;
    this.tag = tag;
    this.infix = infix;
    this.place = place;
  }

  static boolean isConnect(ResourceDefinition.Subresource subresource) {
    return switch (subresource.name()) {
      case "attach", "exec", "portforward", "proxy" -> true;
      default -> false;
    };
  }

  List<ApiPath> paths(
      String path, ResourceDefinition.Subresource subresource, GroupVersionKind kind) {
    List<ApiParameter> parameters = new ArrayList<>(place);
    for (String name : query(subresource.name())) {
      parameters.add(ApiParameter.query(name));
    }
    List<ApiPath> result = new ArrayList<>();
    result.add(new ApiPath(path, tag, operations(subresource.name(), kind, parameters, "")));
    if (subresource.name().equals("proxy")) {
      List<ApiParameter> withPath = new ArrayList<>(parameters);
      withPath.add(ApiParameter.path());
      result.add(
          new ApiPath(
              path + "/{path}", tag, operations(subresource.name(), kind, withPath, "WithPath")));
    }
    return result;
  }

  private static List<String> query(String subresource) {
    return switch (subresource) {
      case "exec" -> List.of("command", "container", "stderr", "stdin", "stdout", "tty");
      case "attach" -> List.of("container", "stderr", "stdin", "stdout", "tty");
      case "portforward" -> List.of("ports");
      default -> List.of("path");
    };
  }

  private static List<String> methods(String subresource) {
    return subresource.equals("proxy")
        ? List.of("delete", "get", "head", "options", "patch", "post", "put")
        : List.of("get", "post");
  }

  private List<ApiOperation> operations(
      String subresource, GroupVersionKind kind, List<ApiParameter> parameters, String suffix) {
    return methods(subresource).stream()
        .map(
            method ->
                new ApiOperation(
                    method,
                    "connect"
                        + coreAndVersion()
                        + OperationNames.capitalized(method)
                        + scopeAndKind()
                        + OperationNames.capitalized(subresource)
                        + suffix,
                    "connect "
                        + method.toUpperCase(Locale.ROOT)
                        + " requests to "
                        + subresource
                        + " of "
                        + resource.kind(),
                    "connect",
                    kind,
                    parameters,
                    new ApiOperation.Body.None(),
                    ApiOperation.Produces.ANYTHING,
                    ApiOperation.ok("")))
        .toList();
  }

  private String coreAndVersion() {
    return OperationNames.groupVersion(resource.group(), resource.version());
  }

  private String scopeAndKind() {
    return infix.substring(coreAndVersion().length()) + resource.kind();
  }
}
