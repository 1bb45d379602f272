package io.navarch.gateway.authorization;

import io.navarch.gateway.access.User;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.cel.CelEnvironment;
import io.navarch.model.cel.DeclType;
import io.navarch.model.selector.FieldSelector;
import io.navarch.model.selector.LabelRequirement;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  /** Verbs whose requests name objects by selectors. */
  private static final Set<String> SELECTING = Set.of("list", "watch", "deletecollection");

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
    fields.put("fieldSelector", field("fieldSelector", selector("FieldSelectorAttributes")));
    fields.put("labelSelector", field("labelSelector", selector("LabelSelectorAttributes")));
    return DeclType.object("kubernetes.ResourceAttributes", fields, 2);
  }

  private static DeclType selector(String name) {
    DeclType requirement =
        DeclType.object(
            "kubernetes.SelectorRequirement",
            Map.of(
                "key", field("key", DeclType.STRING),
                "operator", field("operator", DeclType.STRING),
                "values", field("values", DeclType.list(DeclType.STRING))),
            2);
    return DeclType.object(
        "kubernetes." + name,
        Map.of(
            "rawSelector", field("rawSelector", DeclType.STRING),
            "requirements", field("requirements", DeclType.list(requirement))),
        2);
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
      if (SELECTING.contains(request.verb())) {
        putRequirements(
            attributes, "fieldSelector", fieldRequirements(request.parameter("fieldSelector")));
        putRequirements(
            attributes, "labelSelector", labelRequirements(request.parameter("labelSelector")));
      }
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

  private static void putRequirements(
      Map<String, Object> attributes, String selector, List<Object> requirements) {
    if (!requirements.isEmpty()) {
      attributes.put(selector, Map.of("requirements", requirements));
    }
  }

  /** What is not understood is left out: the question is about more objects then, not fewer. */
  private static List<Object> fieldRequirements(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    try {
      return FieldSelector.parse(text).terms().stream()
          .map(
              term ->
                  requirement(term.field(), term.negated() ? "NotIn" : "In", List.of(term.value())))
          .toList();
    } catch (ApiException | IllegalArgumentException malformed) {
      return List.of();
    }
  }

  private static List<Object> labelRequirements(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    try {
      List<Object> requirements = new ArrayList<>();
      for (LabelRequirement each : LabelSelector.parse(text).requirements()) {
        String operator =
            switch (each.operator()) {
              case EQUALS, DOUBLE_EQUALS, IN -> "In";
              case NOT_EQUALS, NOT_IN -> "NotIn";
              case EXISTS -> "Exists";
              case DOES_NOT_EXIST -> "DoesNotExist";
              case GREATER_THAN, LESS_THAN -> "";
            };
        if (!operator.isEmpty()) {
          requirements.add(requirement(each.key(), operator, each.values()));
        }
      }
      return requirements;
    } catch (ApiException | IllegalArgumentException malformed) {
      return List.of();
    }
  }

  private static Object requirement(String key, String operator, List<String> values) {
    Map<String, Object> requirement = new LinkedHashMap<>();
    requirement.put("key", key);
    requirement.put("operator", operator);
    if (!values.isEmpty()) {
      requirement.put("values", values);
    }
    return requirement;
  }

  private static void put(Map<String, Object> map, String key, String value) {
    if (!value.isEmpty()) {
      map.put(key, value);
    }
  }
}
