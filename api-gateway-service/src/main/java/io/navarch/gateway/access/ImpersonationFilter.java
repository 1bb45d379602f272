package io.navarch.gateway.access;

import io.navarch.gateway.audit.AuditTrail;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.HeaderText;
import io.navarch.gateway.http.RequestFilter;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.status.ApiException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Lets a user act as another with the {@code Impersonate-*} headers, where {@link
 * ImpersonationModes} finds that it may.
 */
final class ImpersonationFilter implements RequestFilter {
  private static final int ORDER = 200;
  private static final String EXTRA_PREFIX = "impersonate-extra-";

  private final ImpersonationModes modes;

  ImpersonationFilter(Authorization authorization, ImpersonationMetrics metrics) {
    this.modes = new ImpersonationModes(authorization, metrics);
  }

  @Override
  public int order() {
    return ORDER;
  }

  @Override
  public void filter(Exchange exchange, RequestInfo request, User user, Next next) {
    next.proceed(impersonated(exchange, request, user));
  }

  User impersonated(Exchange exchange, RequestInfo request, User user) {
    String name = header(exchange, "Impersonate-User");
    String uid = header(exchange, "Impersonate-Uid");
    List<String> groups = ExtraHeaders.read(exchange.headers("Impersonate-Group"));
    Map<String, List<String>> extra = ExtraHeaders.of(exchange, EXTRA_PREFIX);
    if (name.isEmpty()) {
      if (!uid.isEmpty() || !groups.isEmpty() || !extra.isEmpty()) {
        throw ApiException.badRequest(
            "requested " + wanted(uid, groups, extra) + " without impersonating a user name");
      }
      return user;
    }
    ImpersonationModes.Impersonated other =
        modes.impersonate(user, new User(name, uid, groups, extra), request);
    AuditTrail.impersonated(other.user(), other.constraint());
    return other.user();
  }

  /** Who was asked for, in the words of upstream's language. */
  private static String wanted(String uid, List<String> groups, Map<String, List<String>> extra) {
    String others =
        extra.isEmpty()
            ? "(nil)"
            : new TreeMap<>(extra)
                .entrySet().stream()
                    .map(e -> quoted(e.getKey()) + ":" + all(e.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
    return "&user.DefaultInfo{Name:\"\", UID:%s, Groups:%s, Extra:map[string][]string%s}"
        .formatted(quoted(uid), groups.isEmpty() ? "[]string(nil)" : all(groups), others);
  }

  private static String all(List<String> texts) {
    return texts.stream()
        .map(ImpersonationFilter::quoted)
        .collect(Collectors.joining(", ", "[]string{", "}"));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String header(Exchange exchange, String name) {
    String value = exchange.header(name);
    return value == null ? "" : HeaderText.read(value);
  }
}
