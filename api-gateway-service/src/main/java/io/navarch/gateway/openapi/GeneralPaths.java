package io.navarch.gateway.openapi;

import java.util.List;

/** The paths that name no resource: discovery and the server's version. */
final class GeneralPaths {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

  private GeneralPaths() {}

  static ApiPath versions() {
    return path(
        "/api/",
        "core",
        "getCoreAPIVersions",
        "get available API versions",
        META + "APIVersions",
        ApiOperation.Produces.OBJECT);
  }

  static ApiPath groups() {
    return path(
        "/apis/",
        "apis",
        "getAPIVersions",
        "get available API versions",
        META + "APIGroupList",
        ApiOperation.Produces.OBJECT);
  }

  static ApiPath group(String group) {
    return path(
        "/apis/" + group + "/",
        OperationNames.groupTag(group),
        "get" + OperationNames.group(group) + "APIGroup",
        "get information of a group",
        META + "APIGroup",
        ApiOperation.Produces.OBJECT);
  }

  static ApiPath resources(String group, String version) {
    return path(
        group.isEmpty() ? "/api/" + version + "/" : "/apis/" + group + "/" + version + "/",
        OperationNames.tag(group, version),
        "get" + OperationNames.groupVersion(group, version) + "APIResources",
        "get available resources",
        META + "APIResourceList",
        ApiOperation.Produces.OBJECT);
  }

  static ApiPath serverVersion() {
    return path(
        "/version/",
        "version",
        "getCodeVersion",
        "get the version information for this server",
        "io.k8s.apimachinery.pkg.version.Info",
        ApiOperation.Produces.JSON);
  }

  static ApiPath issuer() {
    return path(
        "/.well-known/openid-configuration/",
        "WellKnown",
        "getServiceAccountIssuerOpenIDConfiguration",
        "where the issuer of service account tokens and its keys are found",
        "",
        ApiOperation.Produces.JSON);
  }

  static ApiPath issuerKeys() {
    return path(
        "/openid/v1/jwks/",
        "openid",
        "getServiceAccountIssuerOpenIDKeyset",
        "the public keys that verify service account tokens",
        "",
        ApiOperation.Produces.JWK_SET);
  }

  private static ApiPath path(
      String path,
      String tag,
      String id,
      String description,
      String definition,
      ApiOperation.Produces produces) {
    return new ApiPath(
        path,
        tag,
        List.of(
            new ApiOperation(
                "get",
                id,
                description,
                "",
                null,
                List.of(),
                new ApiOperation.Body.None(),
                produces,
                ApiOperation.ok(definition))));
  }
}
