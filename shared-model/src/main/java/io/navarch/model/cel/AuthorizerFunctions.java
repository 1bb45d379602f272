package io.navarch.model.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.navarch.model.cel.CelAuthorizer.Decision;
import io.navarch.model.cel.CelAuthorizer.Question;
import io.navarch.model.format.Formats;
import java.util.List;

/**
 * {@code authorizer.group('apps').resource('deployments').check('create').allowed()} and its kin.
 */
final class AuthorizerFunctions {
  static final OpaqueType AUTHORIZER = OpaqueType.create("kubernetes.authorization.Authorizer");
  static final OpaqueType RESOURCE_CHECK =
      OpaqueType.create("kubernetes.authorization.ResourceCheck");
  private static final OpaqueType PATH_CHECK =
      OpaqueType.create("kubernetes.authorization.PathCheck");
  private static final OpaqueType GROUP_CHECK =
      OpaqueType.create("kubernetes.authorization.GroupCheck");
  private static final OpaqueType DECISION = OpaqueType.create("kubernetes.authorization.Decision");

  /** Whose permissions. */
  record Subject(CelAuthorizer authorizer, String namespace, String name) {}

  record PathCheck(Subject subject, String path) {}

  record GroupCheck(Subject subject, String group) {}

  record ResourceCheck(
      GroupCheck group,
      String resource,
      String subresource,
      String namespace,
      String name,
      String fieldSelector,
      String labelSelector) {}

  private AuthorizerFunctions() {}

  static Subject requester(CelAuthorizer authorizer) {
    return new Subject(authorizer, "", "");
  }

  static ResourceCheck resourceCheck(
      CelAuthorizer authorizer,
      String group,
      String resource,
      String subresource,
      String namespace,
      String name) {
    return new ResourceCheck(
        new GroupCheck(requester(authorizer), group),
        resource,
        subresource,
        namespace,
        name,
        "",
        "");
  }

  static void addTo(Functions functions) {
    functions.opaque(AUTHORIZER, Subject.class);
    functions.opaque(PATH_CHECK, PathCheck.class);
    functions.opaque(GROUP_CHECK, GroupCheck.class);
    functions.opaque(RESOURCE_CHECK, ResourceCheck.class);
    functions.opaque(DECISION, Decision.class);
    addBuilders(functions);
    addResourceParts(functions);
    addDecision(functions);
  }

  private static List<CelType> withText(CelType receiver) {
    return List.of(receiver, SimpleType.STRING);
  }

  private static void addBuilders(Functions functions) {
    functions.member(
        "path",
        "authorizer_path",
        PATH_CHECK,
        withText(AUTHORIZER),
        a -> new PathCheck((Subject) a[0], notBlank("path", a[1])));
    functions.member(
        "group",
        "authorizer_group",
        GROUP_CHECK,
        withText(AUTHORIZER),
        a -> new GroupCheck((Subject) a[0], (String) a[1]));
    functions.member(
        "serviceAccount",
        "authorizer_serviceaccount",
        AUTHORIZER,
        List.of(AUTHORIZER, SimpleType.STRING, SimpleType.STRING),
        a -> serviceAccount((Subject) a[0], (String) a[1], (String) a[2]));
    functions.member(
        "resource",
        "groupcheck_resource",
        RESOURCE_CHECK,
        withText(GROUP_CHECK),
        a -> new ResourceCheck((GroupCheck) a[0], notBlank("resource", a[1]), "", "", "", "", ""));
    functions.member(
        "check",
        "pathcheck_check",
        DECISION,
        withText(PATH_CHECK),
        a -> check((PathCheck) a[0], (String) a[1]));
    functions.member(
        "check",
        "resourcecheck_check",
        DECISION,
        withText(RESOURCE_CHECK),
        a -> check((ResourceCheck) a[0], (String) a[1]));
  }

  private static void addResourceParts(Functions functions) {
    addPart(
        functions,
        "subresource",
        "resourcecheck_subresource",
        (c, text) ->
            new ResourceCheck(
                c.group, c.resource, text, c.namespace, c.name, c.fieldSelector, c.labelSelector));
    addPart(
        functions,
        "namespace",
        "resourcecheck_namespace",
        (c, text) ->
            new ResourceCheck(
                c.group,
                c.resource,
                c.subresource,
                text,
                c.name,
                c.fieldSelector,
                c.labelSelector));
    addPart(
        functions,
        "name",
        "resourcecheck_name",
        (c, text) ->
            new ResourceCheck(
                c.group,
                c.resource,
                c.subresource,
                c.namespace,
                text,
                c.fieldSelector,
                c.labelSelector));
    addPart(
        functions,
        "fieldSelector",
        "authorizer_fieldselector",
        (c, text) ->
            new ResourceCheck(
                c.group, c.resource, c.subresource, c.namespace, c.name, text, c.labelSelector));
    addPart(
        functions,
        "labelSelector",
        "authorizer_labelselector",
        (c, text) ->
            new ResourceCheck(
                c.group, c.resource, c.subresource, c.namespace, c.name, c.fieldSelector, text));
  }

  private interface Part {
    ResourceCheck with(ResourceCheck check, String text);
  }

  private static void addPart(Functions functions, String name, String id, Part part) {
    functions.member(
        name,
        id,
        RESOURCE_CHECK,
        withText(RESOURCE_CHECK),
        a -> part.with((ResourceCheck) a[0], (String) a[1]));
  }

  private static void addDecision(Functions functions) {
    List<CelType> one = List.of(DECISION);
    functions.member(
        "allowed", "decision_allowed", SimpleType.BOOL, one, a -> ((Decision) a[0]).allowed());
    functions.member(
        "reason", "decision_reason", SimpleType.STRING, one, a -> ((Decision) a[0]).reason());
    functions.member(
        "error", "decision_error", SimpleType.STRING, one, a -> ((Decision) a[0]).error());
    functions.member(
        "errored",
        "decision_errored",
        SimpleType.BOOL,
        one,
        a -> !((Decision) a[0]).error().isEmpty());
  }

  private static String notBlank(String what, Object text) {
    if (((String) text).isBlank()) {
      throw CelFault.of(what + " must not be empty");
    }
    return (String) text;
  }

  private static Subject serviceAccount(Subject subject, String namespace, String name) {
    if (!Formats.dns1123Subdomain(name).isEmpty()) {
      throw CelFault.of("Invalid service account name");
    }
    if (!Formats.dns1123Label(namespace).isEmpty()) {
      throw CelFault.of("Invalid service account namespace");
    }
    return new Subject(subject.authorizer, namespace, name);
  }

  private static Decision check(PathCheck check, String verb) {
    Subject subject = check.subject;
    return subject.authorizer.decide(
        new Question(
            subject.namespace, subject.name, check.path, "", "", "", "", "", "", "", verb));
  }

  private static Decision check(ResourceCheck check, String verb) {
    Subject subject = check.group.subject;
    return subject.authorizer.decide(
        new Question(
            subject.namespace,
            subject.name,
            "",
            check.group.group,
            check.resource,
            check.subresource,
            check.namespace,
            check.name,
            check.fieldSelector,
            check.labelSelector,
            verb));
  }
}
