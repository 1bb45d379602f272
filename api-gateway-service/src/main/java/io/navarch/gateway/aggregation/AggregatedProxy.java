package io.navarch.gateway.aggregation;

import io.navarch.gateway.access.User;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.HeaderText;
import io.navarch.gateway.http.NonResourceHandler;
import io.navarch.gateway.stream.BackendIdentity;
import io.navarch.gateway.stream.ServiceRelay;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Passes requests on to the servers of aggregated APIs, in the name of whoever asks. */
public final class AggregatedProxy implements NonResourceHandler {
  private static final byte[] UNAVAILABLE =
      "service unavailable\n".getBytes(StandardCharsets.US_ASCII);

  private final ApiServices apis;
  private final ServiceRelay relay;
  private final Function<AggregatedApi, BackendIdentity> identities;

  AggregatedProxy(
      ApiServices apis, ServiceRelay relay, Function<AggregatedApi, BackendIdentity> identities) {
    this.apis = apis;
    this.relay = relay;
    this.identities = identities;
  }

  @Override
  public boolean serves(String path) {
    return apis.serving(path) != null;
  }

  @Override
  public void handle(Exchange exchange, User user) {
    AggregatedApi api = apis.serving(exchange.path());
    if (api == null || !api.available()) {
      exchange.addResponseHeader("X-Content-Type-Options", "nosniff");
      exchange.respond(503, "text/plain; charset=utf-8", UNAVAILABLE);
      return;
    }
    relay.relay(exchange, api.service(), identities.apply(api), headers(exchange, user));
  }

  /** Who asks, and under which id both servers audit it. */
  private static Map<String, List<String>> headers(Exchange exchange, User user) {
    Map<String, List<String>> headers = headers(user);
    if (exchange.header("Audit-ID") == null) {
      headers.put("Audit-ID", List.of(exchange.auditId()));
    }
    return headers;
  }

  /** Who asks, in the headers that the other server trusts this one to set. */
  static Map<String, List<String>> headers(User user) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("X-Remote-User", List.of(HeaderText.write(user.name())));
    putUnlessEmpty(headers, "X-Remote-Uid", user.uid());
    if (!user.groups().isEmpty()) {
      headers.put("X-Remote-Group", written(user.groups()));
    }
    user.extra()
        .forEach(
            (key, values) ->
                headers.put(
                    "X-Remote-Extra-" + URLEncoder.encode(key, StandardCharsets.UTF_8),
                    written(values)));
    return headers;
  }

  private static List<String> written(List<String> texts) {
    return texts.stream().map(HeaderText::write).toList();
  }

  private static void putUnlessEmpty(
      Map<String, List<String>> headers, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      headers.put(name, List.of(HeaderText.write(value)));
    }
  }
}
