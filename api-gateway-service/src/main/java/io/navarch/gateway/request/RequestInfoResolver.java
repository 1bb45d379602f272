package io.navarch.gateway.request;

import io.navarch.model.selector.FieldSelector;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads a request's path and method as the Kubernetes API means them. Pure; the rules are those of
 * the API conventions for resource URLs, the old {@code /watch/} and {@code /proxy/} prefixes
 * included.
 */
public final class RequestInfoResolver {
  private static final Set<String> SPECIAL_VERBS = Set.of("proxy", "watch");
  private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");

  private RequestInfoResolver() {}

  /**
   * @throws io.navarch.model.status.ApiException 400 for a special verb without a resource
   */
  public static RequestInfo resolve(String method, String path, Map<String, List<String>> query) {
    List<String> parts = split(path);
    if (parts.size() < 3
        || !(parts.get(0).equals("api") || parts.get(0).equals("apis"))
        || (parts.get(0).equals("apis") && parts.size() < 4)) {
      return nonResource(method, path, query);
    }
    boolean core = parts.get(0).equals("api");
    String group = core ? "" : parts.get(1);
    String version = parts.get(core ? 1 : 2);
    List<String> rest = parts.subList(core ? 2 : 3, parts.size());
    String verb = verbOf(method);
    if (SPECIAL_VERBS.contains(rest.getFirst())) {
      if (rest.size() < 2) {
        return nonResource(method, path, query);
      }
      verb = rest.getFirst();
      rest = rest.subList(1, rest.size());
    }
    return resource(path, query, parts.get(0), group, version, verb, rest);
  }

  private static RequestInfo resource(
      String path,
      Map<String, List<String>> query,
      String prefix,
      String group,
      String version,
      String specialOrMethodVerb,
      List<String> parts) {
    List<String> rest = parts;
    String namespace = "";
    if (rest.getFirst().equals("namespaces") && rest.size() > 1) {
      namespace = rest.get(1);
      if (rest.size() > 2 && !NAMESPACE_SUBRESOURCES.contains(rest.get(2))) {
        rest = rest.subList(2, rest.size());
      }
    }
    String verb = specialOrMethodVerb;
    String name = rest.size() > 1 ? rest.get(1) : "";
    boolean noSubresource = verb.equals("proxy");
    String subresource = rest.size() > 2 && !noSubresource ? rest.get(2) : "";
    String remainder = remainder(rest, noSubresource ? 2 : 3, path);
    if (name.isEmpty() && verb.equals("get")) {
      verb = RequestInfo.flag(query, "watch") ? "watch" : "list";
      name = exactName(query);
    } else if (name.isEmpty() && verb.equals("delete")) {
      verb = "deletecollection";
    }
    return new RequestInfo(
        true,
        path,
        verb,
        prefix,
        group,
        version,
        namespace,
        rest.getFirst(),
        subresource,
        name,
        remainder,
        query);
  }

  private static String remainder(List<String> rest, int from, String path) {
    if (rest.size() > from) {
      String joined = "/" + String.join("/", rest.subList(from, rest.size()));
      return path.endsWith("/") ? joined + "/" : joined;
    }
    return rest.size() == from && path.endsWith("/") ? "/" : "";
  }

  /**
   * The name that a field selector {@code metadata.name=x} fixes, for authorization: read from the
   * same parameter and by the same rules as what is then selected.
   */
  private static String exactName(Map<String, List<String>> query) {
    String text = RequestInfo.parameter(query, "fieldSelector");
    if (text.isEmpty()) {
      return "";
    }
    try {
      return FieldSelector.parse(text)
          .exactValue("metadata.name")
          .filter(RequestInfoResolver::isPathSegment)
          .orElse("");
    } catch (ApiException malformed) {
      return "";
    }
  }

  private static boolean isPathSegment(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.indexOf('/') < 0
        && name.indexOf('%') < 0;
  }

  private static RequestInfo nonResource(
      String method, String path, Map<String, List<String>> query) {
    return new RequestInfo(
        false, path, method.toLowerCase(Locale.ROOT), "", "", "", "", "", "", "", "", query);
  }

  private static String verbOf(String method) {
    return switch (method) {
      case "POST" -> "create";
      case "GET", "HEAD" -> "get";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> "";
    };
  }

  private static List<String> split(String path) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    while (start < path.length() && path.charAt(start) == '/') {
      start++;
    }
    int end = path.length();
    while (end > start && path.charAt(end - 1) == '/') {
      end--;
    }
    if (start == end) {
      return parts;
    }
    for (String part : path.substring(start, end).split("/", -1)) {
      parts.add(part);
    }
    return parts;
  }
}
