package io.navarch.gateway.stream;

import io.navarch.gateway.access.User;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.registry.SubresourceHandler;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.util.Set;

/**
 * Serves {@code pods/exec}, {@code pods/attach} and {@code pods/portforward}: the node agent speaks
 * the streaming protocol with the client, the gateway carries the bytes.
 */
final class PodStreamHandler implements SubresourceHandler {
  private static final Set<String> SERVED = Set.of("exec", "attach", "portforward");

  /**
   * Protocols over WebSocket that node agents do not speak. A client that offers nothing else gets
   * its upgrade refused, and goes on with SPDY.
   */
  private static final Set<String> TRANSLATED =
      Set.of("v5.channel.k8s.io", "SPDY/3.1+portforward.k8s.io");

  private final PodPlace place;
  private final Relay relay;
  private final ConnectAdmission admission;

  PodStreamHandler(PodPlace place, Relay relay, ConnectAdmission admission) {
    this.place = place;
    this.relay = relay;
    this.admission = admission;
  }

  @Override
  public boolean serves(ResourceDefinition resource, String subresource, String verb) {
    return resource.group().isEmpty()
        && resource.plural().equals("pods")
        && SERVED.contains(subresource);
  }

  @Override
  public void handle(
      Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    admission.admit(
        request,
        resource,
        user,
        request.subresource().equals("portforward")
            ? ConnectAdmission.portForwardOptions(request)
            : ConnectAdmission.terminalOptions(request));
    ApiObject pod = place.pod(request.namespace(), request.name());
    String path =
        switch (request.subresource()) {
          case "exec" -> "/exec/" + containerPath(pod, request) + terminalQuery(request, true);
          case "attach" -> "/attach/" + containerPath(pod, request) + terminalQuery(request, false);
          default ->
              "/portForward/"
                  + pod.namespace()
                  + "/"
                  + pod.name()
                  + new QueryText().copy(request.query(), "ports", "port");
        };
    String node = PodPlace.nodeOf(pod);
    if (node.isEmpty()) {
      throw ApiException.badRequest("pod " + pod.name() + " does not have a host assigned");
    }
    if (!exchange.isUpgrade()) {
      throw ApiException.badRequest("Upgrade request required");
    }
    requireSpoken(exchange);
    relay.relay(exchange, place.agent(node, path));
  }

  private static void requireSpoken(Exchange exchange) {
    if (!exchange.isWebSocket()) {
      return;
    }
    boolean any = false;
    for (String header : exchange.headers("Sec-WebSocket-Protocol")) {
      for (String protocol : header.split(",", -1)) {
        if (!protocol.isBlank() && !TRANSLATED.contains(protocol.strip())) {
          return;
        }
        any = true;
      }
    }
    if (any) {
      throw ApiException.badRequest("unable to upgrade: the WebSocket subprotocol is not served");
    }
  }

  private static String containerPath(ApiObject pod, RequestInfo request) {
    return pod.namespace()
        + "/"
        + pod.name()
        + "/"
        + PodPlace.container(pod, request.parameter("container"));
  }

  private static QueryText terminalQuery(RequestInfo request, boolean command) {
    QueryText query = new QueryText();
    boolean tty = request.flag("tty");
    boolean error = request.flag("stderr") && !tty;
    if (!request.flag("stdin") && !request.flag("stdout") && !error) {
      throw ApiException.badRequest("you must specify at least 1 of stdin, stdout, stderr");
    }
    if (request.flag("stdin")) {
      query.add("input", "1");
    }
    if (request.flag("stdout")) {
      query.add("output", "1");
    }
    if (error) {
      query.add("error", "1");
    }
    if (tty) {
      query.add("tty", "1");
    }
    if (command) {
      if (request.query().getOrDefault("command", java.util.List.of()).isEmpty()) {
        throw ApiException.badRequest("you must specify a command");
      }
      query.copy(request.query(), "command", "command");
    }
    return query;
  }
}
