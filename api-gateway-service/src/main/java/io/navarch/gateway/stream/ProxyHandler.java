package io.navarch.gateway.stream;

import io.navarch.gateway.access.User;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.SubresourceHandler;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Serves {@code proxy} of pods, services and nodes. The target's address comes from the cluster's
 * objects, never from the request; loopback and link-local addresses are refused.
 */
final class ProxyHandler implements SubresourceHandler {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private final ObjectReader reader;
  private final PodPlace place;
  private final Relay relay;
  private final RandomGenerator random;
  private final ConnectAdmission admission;

  ProxyHandler(
      ObjectReader reader,
      PodPlace place,
      Relay relay,
      RandomGenerator random,
      ConnectAdmission admission) {
    this.reader = reader;
    this.place = place;
    this.relay = relay;
    this.random = random;
    this.admission = admission;
  }

  /** {@code [scheme:]name[:port]}, as it stands in the path. */
  record Name(String scheme, String name, String port) {
    static Name parse(String kind, String text) {
      String[] parts = text.split(":", -1);
      Name name =
          switch (parts.length) {
            case 1 -> new Name("", parts[0], "");
            case 2 -> new Name("", parts[0], parts[1]);
            case 3 -> new Name(parts[0], parts[1], parts[2]);
            default -> new Name("?", "", "");
          };
      if (name.name.isEmpty() || !List.of("", "http", "https").contains(name.scheme)) {
        throw ApiException.badRequest("invalid " + kind + " request \"" + text + "\"");
      }
      return name;
    }

    boolean tls() {
      return scheme.equals("https");
    }
  }

  @Override
  public boolean serves(ResourceDefinition resource, String subresource, String verb) {
    return resource.group().isEmpty()
        && subresource.equals("proxy")
        && List.of("pods", "services", "nodes").contains(resource.plural());
  }

  @Override
  public void handle(
      Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    admission.admit(request, resource, user, ConnectAdmission.proxyOptions(request));
    String plural = resource.plural();
    Name name = Name.parse(plural.substring(0, plural.length() - 1), request.name());
    String path = path(exchange, request);
    Target target =
        switch (plural) {
          case "pods" -> pod(request.namespace(), name, path);
          case "services" -> service(request.namespace(), request.name(), name, path);
          default -> node(name, path);
        };
    if (request.remainder().isEmpty() && List.of("GET", "HEAD").contains(exchange.method())) {
      redirectIntoFolder(exchange);
      return;
    }
    relay.relay(exchange, target, prefix(exchange, request));
  }

  /** Without a slash at the end, relative links of the page behind would lead elsewhere. */
  private static void redirectIntoFolder(Exchange exchange) {
    String uri = exchange.uri();
    int query = uri.indexOf('?');
    String location = query < 0 ? uri + "/" : uri.substring(0, query) + "/" + uri.substring(query);
    exchange.addResponseHeader("Location", location);
    exchange.respond(301, "", new byte[0]);
  }

  /** The part of the path that is the proxy's own: up to the subresource. */
  private static String prefix(Exchange exchange, RequestInfo request) {
    String path = exchange.uri().split("\\?", 2)[0];
    int segments = request.namespace().isEmpty() ? 5 : 7;
    int end = 0;
    for (int i = 0; i < segments; i++) {
      end = path.indexOf('/', end + 1);
      if (end < 0) {
        return path;
      }
    }
    return path.substring(0, end);
  }

  static String path(Exchange exchange, RequestInfo request) {
    String uri = exchange.uri();
    int query = uri.indexOf('?');
    boolean queried = query >= 0 && query < uri.length() - 1;
    return encoded(cleaned(request.remainder())) + (queried ? uri.substring(query) : "");
  }

  /** A decoded path as it is sent. */
  static String encoded(String path) {
    try {
      return new URI(null, null, path, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw ApiException.badRequest("invalid proxy path");
    }
  }

  /** A path without empty segments and dots, which leads nowhere above its root. */
  static String cleaned(String path) {
    Deque<String> kept = new ArrayDeque<>();
    for (String segment : path.split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> kept.pollLast();
        default -> kept.addLast(segment);
      }
    }
    return "/" + String.join("/", kept) + (path.endsWith("/") && !kept.isEmpty() ? "/" : "");
  }

  private Target pod(String namespace, Name name, String path) {
    ApiObject pod = place.pod(namespace, name.name());
    String address = pod.at("status", "podIP") instanceof String ip ? ip : "";
    if (address.isEmpty()) {
      throw ApiException.badRequest("address not allowed");
    }
    int port = name.port().isEmpty() ? firstPort(pod) : number(name.port());
    return reachable(new Target(name.tls(), false, address, port, path));
  }

  private static int firstPort(ApiObject pod) {
    for (Object container : ApiObject.listAt(ApiObject.mapAt(pod.root(), "spec"), "containers")) {
      if (container instanceof Map<?, ?> c
          && c.get("ports") instanceof List<?> ports
          && !ports.isEmpty()
          && ports.getFirst() instanceof Map<?, ?> port
          && port.get("containerPort") instanceof Number n) {
        return n.intValue();
      }
    }
    return 80;
  }

  private Target service(String namespace, String asked, Name name, String path) {
    ApiObject service =
        reader
            .getNewest("", "services", namespace, name.name())
            .orElseThrow(() -> ApiException.notFound("", "services", name.name()));
    requirePort(service, name);
    List<ServiceEndpoints.Endpoint> ready = ServiceEndpoints.of(reader, service, name.port());
    int first = ready.isEmpty() ? 0 : random.nextInt(ready.size());
    for (int i = 0; i < ready.size(); i++) {
      ServiceEndpoints.Endpoint each = ready.get((first + i) % ready.size());
      if (isPods(namespace, each)) {
        return reachable(new Target(name.tls(), false, each.address(), each.port(), path));
      }
    }
    throw ApiException.serviceUnavailable("no endpoints available for service \"" + asked + "\"");
  }

  private static void requirePort(ApiObject service, Name name) {
    if (NUMBER.matcher(name.port()).matches() && !ServiceEndpoints.has(service, name.port())) {
      throw ApiException.serviceUnavailable(
          "no service port " + name.port() + " found for service \"" + name.name() + "\"");
    }
  }

  /**
   * Whether an address is that of the pod that it says. Who writes endpoints may write any address
   * into them, and this server may reach what they cannot.
   */
  private boolean isPods(String namespace, ServiceEndpoints.Endpoint endpoint) {
    return !endpoint.pod().isEmpty()
        && reader
            .getLive("", "pods", namespace, endpoint.pod())
            .map(pod -> ApiObject.listAt(ApiObject.mapAt(pod.root(), "status"), "podIPs"))
            .stream()
            .flatMap(List::stream)
            .anyMatch(ip -> ip instanceof Map<?, ?> m && endpoint.address().equals(m.get("ip")));
  }

  /** The node agent, or what else listens on its machine. */
  private Target node(Name name, String path) {
    Target agent = reachable(place.agent(name.name(), path));
    return name.port().isEmpty() || name.port().equals(Integer.toString(agent.port()))
        ? agent
        : new Target(name.tls(), false, agent.host(), number(name.port()), path);
  }

  private static int number(String port) {
    try {
      int number = Integer.parseInt(port);
      if (number > 0 && number < 65_536) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw ApiException.badRequest("invalid port \"" + port + "\"");
    }
    throw ApiException.badRequest("invalid port \"" + port + "\"");
  }

  private static Target reachable(Target target) {
    java.net.InetAddress address;
    try {
      address = java.net.InetAddress.ofLiteral(target.host());
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest("address not allowed");
    }
    if (address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()) {
      throw ApiException.badRequest("address not allowed");
    }
    return target;
  }
}
