package io.navarch.gateway.flow;

import io.navarch.gateway.access.User;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Says which requests belong together and at which priority level they run.
 *
 * @param precedence lower ones are asked first
 * @param level name of the priority level
 */
record FlowSchema(
    String name,
    String uid,
    long precedence,
    String level,
    Distinguisher distinguisher,
    List<Rule> rules) {

  /** What tells one flow of a schema from another. */
  enum Distinguisher {
    NONE,
    BY_USER,
    BY_NAMESPACE
  }

  FlowSchema {
    rules = List.copyOf(rules);
  }

  static FlowSchema of(ApiObject object) {
    Map<String, Object> spec = ApiObject.mapAt(object.root(), "spec");
    List<Rule> rules = new ArrayList<>();
    for (Map<String, Object> rule : maps(spec, "rules")) {
      rules.add(Rule.of(rule));
    }
    return new FlowSchema(
        object.name(),
        object.uid(),
        spec.get("matchingPrecedence") instanceof Number n ? n.longValue() : 1000,
        ApiObject.string(ApiObject.mapAt(spec, "priorityLevelConfiguration"), "name"),
        switch (ApiObject.string(ApiObject.mapAt(spec, "distinguisherMethod"), "type")) {
          case "ByUser" -> Distinguisher.BY_USER;
          case "ByNamespace" -> Distinguisher.BY_NAMESPACE;
          default -> Distinguisher.NONE;
        },
        rules);
  }

  boolean matches(User user, RequestInfo request) {
    for (Rule rule : rules) {
      if (rule.matches(user, request)) {
        return true;
      }
    }
    return false;
  }

  /** What tells the request's flow from others of this schema. */
  String flow(User user, RequestInfo request) {
    return switch (distinguisher) {
      case NONE -> "";
      case BY_USER -> user.name();
      case BY_NAMESPACE -> request.namespace();
    };
  }

  /** Subjects, and what they ask for. */
  record Rule(List<Subject> subjects, List<Resources> resources, List<Paths> paths) {
    Rule {
      subjects = List.copyOf(subjects);
      resources = List.copyOf(resources);
      paths = List.copyOf(paths);
    }

    static Rule of(Map<String, Object> tree) {
      return new Rule(
          maps(tree, "subjects").stream().map(Subject::of).toList(),
          maps(tree, "resourceRules").stream().map(Resources::of).toList(),
          maps(tree, "nonResourceRules").stream().map(Paths::of).toList());
    }

    boolean matches(User user, RequestInfo request) {
      for (Subject subject : subjects) {
        if (subject.matches(user)) {
          return matches(request);
        }
      }
      return false;
    }

    private boolean matches(RequestInfo request) {
      if (request.resourceRequest()) {
        for (Resources rule : resources) {
          if (rule.matches(request)) {
            return true;
          }
        }
        return false;
      }
      for (Paths rule : paths) {
        if (rule.matches(request)) {
          return true;
        }
      }
      return false;
    }
  }

  /** A user, a group, a service account, or all service accounts of a namespace. */
  record Subject(String kind, String namespace, String name) {
    private static final String ACCOUNT = "system:serviceaccount:";

    static Subject of(Map<String, Object> tree) {
      Map<String, Object> named =
          switch (ApiObject.string(tree, "kind")) {
            case "User" -> ApiObject.mapAt(tree, "user");
            case "Group" -> ApiObject.mapAt(tree, "group");
            default -> ApiObject.mapAt(tree, "serviceAccount");
          };
      return new Subject(
          ApiObject.string(tree, "kind"),
          ApiObject.string(named, "namespace"),
          ApiObject.string(named, "name"));
    }

    boolean matches(User user) {
      return switch (kind) {
        case "User" -> name.equals("*") || name.equals(user.name());
        case "Group" -> name.equals("*") || user.isIn(name);
        case "ServiceAccount" -> isAccount(user.name());
        default -> false;
      };
    }

    private boolean isAccount(String user) {
      int colon = ACCOUNT.length() + namespace.length();
      return user.startsWith(ACCOUNT)
          && user.startsWith(namespace, ACCOUNT.length())
          && user.length() > colon
          && user.charAt(colon) == ':'
          && (name.equals("*")
              || user.length() == colon + 1 + name.length() && user.endsWith(name));
    }
  }

  /** Verbs on resources. */
  record Resources(
      List<String> verbs,
      List<String> groups,
      List<String> resources,
      boolean clusterScope,
      List<String> namespaces) {
    static Resources of(Map<String, Object> tree) {
      return new Resources(
          strings(tree, "verbs"),
          strings(tree, "apiGroups"),
          strings(tree, "resources"),
          Boolean.TRUE.equals(tree.get("clusterScope")),
          strings(tree, "namespaces"));
    }

    boolean matches(RequestInfo request) {
      return isOrAll(verbs, request.verb())
          && isOrAll(groups, request.group())
          && isOrAll(
              resources,
              request.subresource().isEmpty()
                  ? request.resource()
                  : request.resource() + "/" + request.subresource())
          && (request.namespace().isEmpty()
              ? clusterScope
              : isOrAll(namespaces, request.namespace()));
    }
  }

  /** Verbs on paths that are no resources; a star at the end stands for everything below. */
  record Paths(List<String> verbs, List<String> paths) {
    static Paths of(Map<String, Object> tree) {
      return new Paths(strings(tree, "verbs"), strings(tree, "nonResourceURLs"));
    }

    boolean matches(RequestInfo request) {
      if (!isOrAll(verbs, request.verb())) {
        return false;
      }
      for (String path : paths) {
        String folder = path.endsWith("*") ? path.substring(0, path.length() - 1) : path;
        if (path.equals("*")
            || path.equals(request.path())
            || request.path().startsWith(folder.endsWith("/") ? folder : folder + "/")) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean isOrAll(List<String> list, String wanted) {
    return list.contains(wanted) || list.size() == 1 && list.getFirst().equals("*");
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> maps(Map<String, Object> tree, String name) {
    List<Map<String, Object>> found = new ArrayList<>();
    for (Object item : ApiObject.listAt(tree, name)) {
      if (item instanceof Map<?, ?> map) {
        found.add((Map<String, Object>) map);
      }
    }
    return found;
  }

  private static List<String> strings(Map<String, Object> tree, String name) {
    return ApiObject.listAt(tree, name).stream().map(String::valueOf).toList();
  }
}
