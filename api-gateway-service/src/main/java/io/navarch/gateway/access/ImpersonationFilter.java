package io.navarch.gateway.access;

import io.navarch.gateway.audit.AuditTrail;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.RequestFilter;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lets a user act as another with the {@code Impersonate-*} headers, where it may {@code
 * impersonate} each part of the other's identity.
 */
final class ImpersonationFilter implements RequestFilter {
  private static final int ORDER = 200;
  private static final String EXTRA_PREFIX = "impersonate-extra-";
  private static final String AUTHENTICATION = "authentication.k8s.io";

  private final Authorization authorization;

  ImpersonationFilter(Authorization authorization) {
    this.authorization = authorization;
  }

  @Override
  public int order() {
    return ORDER;
  }

  @Override
  public void filter(Exchange exchange, RequestInfo request, User user, Next next) {
    next.proceed(impersonated(exchange, user));
  }

  User impersonated(Exchange exchange, User user) {
    String name = header(exchange, "Impersonate-User");
    String uid = header(exchange, "Impersonate-Uid");
    List<String> groups = exchange.headers("Impersonate-Group");
    Map<String, List<String>> extra = extra(exchange);
    if (name.isEmpty()) {
      if (!uid.isEmpty() || !groups.isEmpty() || !extra.isEmpty()) {
        throw ApiException.badRequest(
            "requested " + wanted(uid, groups, extra) + " without impersonating a user");
      }
      return user;
    }
    authorize(user, name, uid, groups, extra);
    User other = new User(name, uid, allGroups(name, groups), extra);
    AuditTrail.impersonated(other);
    return other;
  }

  private static String wanted(String uid, List<String> groups, Map<String, List<String>> extra) {
    return "[" + String.join(" ", groups) + "] " + extra + " " + uid;
  }

  private static String header(Exchange exchange, String name) {
    String value = exchange.header(name);
    return value == null ? "" : value;
  }

  private static Map<String, List<String>> extra(Exchange exchange) {
    Map<String, List<String>> extra = new LinkedHashMap<>();
    exchange
        .allHeaders()
        .forEach(
            (header, values) -> {
              String lower = header.toLowerCase(Locale.ROOT);
              if (lower.startsWith(EXTRA_PREFIX)) {
                String key =
                    FrontProxyAuthenticator.unescaped(lower.substring(EXTRA_PREFIX.length()));
                extra.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(values);
              }
            });
    return extra;
  }

  private void authorize(
      User user, String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    String[] account = serviceAccount(name);
    if (account.length == 2) {
      require(user, "", "serviceaccounts", "", account[0], account[1]);
    } else {
      require(user, "", "users", "", "", name);
    }
    for (String group : groups) {
      require(user, "", "groups", "", "", group);
    }
    extra.forEach(
        (key, values) -> {
          for (String value : values) {
            require(user, AUTHENTICATION, "userextras", key, "", value);
          }
        });
    if (!uid.isEmpty()) {
      require(user, AUTHENTICATION, "uids", "", "", uid);
    }
  }

  private void require(
      User user, String group, String resource, String subresource, String namespace, String name) {
    authorization.require(
        user, Question.resource("impersonate", group, resource, subresource, namespace, name));
  }

  /** Namespace and name of a service account's user name; empty for other users. */
  private static String[] serviceAccount(String user) {
    if (!user.startsWith(ServiceAccountTokens.USER_PREFIX)) {
      return new String[0];
    }
    String[] parts = user.substring(ServiceAccountTokens.USER_PREFIX.length()).split(":", -1);
    return parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty() ? parts : new String[0];
  }

  private static List<String> allGroups(String name, List<String> asked) {
    List<String> groups = new ArrayList<>(asked);
    String[] account = serviceAccount(name);
    if (asked.isEmpty() && account.length == 2) {
      groups.addAll(ServiceAccountTokens.groups(account[0]));
    }
    if (name.equals(User.ANONYMOUS)) {
      if (!groups.contains(User.ALL_UNAUTHENTICATED)) {
        groups.add(User.ALL_UNAUTHENTICATED);
      }
    } else if (!groups.contains(User.ALL_AUTHENTICATED)
        && !groups.contains(User.ALL_UNAUTHENTICATED)) {
      groups.add(User.ALL_AUTHENTICATED);
    }
    return groups;
  }
}
