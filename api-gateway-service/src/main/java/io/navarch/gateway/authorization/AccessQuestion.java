package io.navarch.gateway.authorization;

import io.navarch.gateway.access.User;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.cel.CelEnvironment;
import io.navarch.model.cel.DeclType;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request as the spec of a SubjectAccessReview, the form in which webhooks are asked. */
final class AccessQuestion {
  /** What match conditions may use. */
  static final CelEnvironment CONDITIONS =
      CelEnvironment.kubernetes()
          .with(
              "request",
              DeclType.object(
                  "kubernetes.SubjectAccessReviewSpec",
                  Map.of(
                      "user", field("user", DeclType.STRING),
                      "uid", field("uid", DeclType.STRING),
                      "groups", field("groups", DeclType.list(DeclType.STRING)),
                      "extra",
                          field(
                              "extra",
                              DeclType.map(DeclType.list(DeclType.STRING), DeclType.UNBOUNDED)),
                      "resourceAttributes", field("resourceAttributes", resource()),
                      "nonResourceAttributes", field("nonResourceAttributes", path())),
                  2));

  private AccessQuestion() {}

  private static DeclType.Field field(String name, DeclType type) {
    return new DeclType.Field(name, type, false);
  }

  private static DeclType resource() {
    Map<String, DeclType.Field> fields = new LinkedHashMap<>();
    for (String name :
        new String[] {"namespace", "verb", "group", "version", "resource", "subresource", "name"}) {
      fields.put(name, field(name, DeclType.STRING));
    }
    return DeclType.object("kubernetes.ResourceAttributes", fields, 2);
  }

  private static DeclType path() {
    return DeclType.object(
        "kubernetes.NonResourceAttributes",
        Map.of("path", field("path", DeclType.STRING), "verb", field("verb", DeclType.STRING)),
        2);
  }

  static Map<String, Object> spec(User user, RequestInfo request) {
    Map<String, Object> spec = new LinkedHashMap<>();
    Map<String, Object> attributes = new LinkedHashMap<>();
    if (request.resourceRequest()) {
      put(attributes, "namespace", request.namespace());
      put(attributes, "verb", request.verb());
      put(attributes, "group", request.group());
      put(attributes, "version", request.version());
      put(attributes, "resource", request.resource());
      put(attributes, "subresource", request.subresource());
      put(attributes, "name", request.name());
      spec.put("resourceAttributes", attributes);
    } else {
      put(attributes, "path", request.path());
      put(attributes, "verb", request.verb());
      spec.put("nonResourceAttributes", attributes);
    }
    put(spec, "user", user.name());
    if (!user.groups().isEmpty()) {
      spec.put("groups", user.groups());
    }
    if (!user.extra().isEmpty()) {
      spec.put("extra", user.extra());
    }
    put(spec, "uid", user.uid());
    return spec;
  }

  private static void put(Map<String, Object> map, String key, String value) {
    if (!value.isEmpty()) {
      map.put(key, value);
    }
  }
}
