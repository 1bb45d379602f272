package io.navarch.gateway.stream;

import io.navarch.gateway.access.Authorization;
import io.navarch.gateway.access.Authorizer;
import io.navarch.gateway.access.User;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.registry.SubresourceHandler;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Serves {@code pods/exec}, {@code pods/attach} and {@code pods/portforward}: the node agent speaks
 * the streaming protocol with the client, the gateway carries the bytes. Newer protocols over
 * WebSocket are translated to SPDY here.
 */
final class PodStreamHandler implements SubresourceHandler {
  private static final Set<String> SERVED = Set.of("exec", "attach", "portforward");

  private final PodPlace place;
  private final Relay relay;
  private final ConnectAdmission admission;
  private final RemoteCommand commands;
  private final TunnelledSpdy tunnels;
  private final Authorization authorization;

  PodStreamHandler(
      PodPlace place,
      Relay relay,
      ConnectAdmission admission,
      RemoteCommand commands,
      TunnelledSpdy tunnels,
      Authorization authorization) {
    this.place = place;
    this.relay = relay;
    this.admission = admission;
    this.commands = commands;
    this.tunnels = tunnels;
    this.authorization = authorization;
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
    requireCreate(request, user);
    ApiObject pod = place.pod(request.namespace(), request.name());
    String container =
        request.subresource().equals("portforward")
            ? ""
            : "/" + PodPlace.container(pod, request.parameter("container"));
    String node = PodPlace.nodeOf(pod);
    if (node.isEmpty()) {
      throw ApiException.badRequest("pod " + pod.name() + " does not have a host assigned");
    }
    String path = "/" + pod.namespace() + "/" + pod.name() + container;
    Target agent = place.agentOfPod(node, "");
    String asked =
        switch (request.subresource()) {
          case "exec" -> "/exec" + path + terminalQuery(request, true);
          case "attach" -> "/attach" + path + terminalQuery(request, false);
          default -> "/portForward" + path + new QueryText().copy(request.query(), "ports", "port");
        };
    if (!exchange.isUpgrade()) {
      throw ApiException.badRequest("Upgrade request required");
    }
    serve(exchange, request, agent.withPath(asked));
  }

  /**
   * Browsers open WebSockets with GET, which must not let everybody in who may read: whoever runs
   * something in a pod may create (the feature {@code AuthorizePodWebsocketUpgradeCreatePermission}
   * of v1.35).
   */
  private void requireCreate(RequestInfo request, User user) {
    if (request.verb().equals("create")) {
      return;
    }
    Authorizer.Decision decision = authorization.decide(user, request.withVerb("create"));
    if (!(decision instanceof Authorizer.Decision.Allow)) {
      throw ApiException.forbidden("", "pods", request.name(), decision.reason());
    }
  }

  private void serve(Exchange exchange, RequestInfo request, Target agent) {
    List<String> offered = exchange.isWebSocket() ? offered(exchange) : List.of();
    List<String> carried = TunnelledSpdy.carried(offered);
    boolean forward = request.subresource().equals("portforward");
    if (!forward && offered.contains(RemoteCommand.PROTOCOL)) {
      commands.run(
          exchange.webSocketMessages(RemoteCommand.PROTOCOL),
          agent,
          new RemoteCommand.Wanted(
              request.flag("stdin"),
              request.flag("stdout"),
              request.flag("stderr"),
              request.flag("tty")));
    } else if (forward && !carried.isEmpty()) {
      tunnels.serve(exchange, agent, carried);
    } else {
      relay.relay(exchange, agent);
    }
  }

  /** The subprotocols that a WebSocket client would speak. */
  static List<String> offered(Exchange exchange) {
    return exchange.headers("Sec-WebSocket-Protocol").stream()
        .flatMap(header -> Arrays.stream(header.split(",", -1)))
        .map(String::strip)
        .filter(protocol -> !protocol.isEmpty())
        .toList();
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
      if (request.query().getOrDefault("command", List.of()).isEmpty()) {
        throw ApiException.badRequest("you must specify a command");
      }
      query.copy(request.query(), "command", "command");
    }
    return query;
  }
}
