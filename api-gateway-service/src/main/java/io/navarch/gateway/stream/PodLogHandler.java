package io.navarch.gateway.stream;

import io.navarch.gateway.access.User;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.registry.Representation;
import io.navarch.gateway.registry.SubresourceHandler;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.decode.DecodeException;
import io.navarch.model.decode.Timestamps;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.schema.Schema;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.List;

/** Serves {@code pods/log} from the node agent of the pod's node. */
final class PodLogHandler implements SubresourceHandler {
  private static final List<String> PASSED_ON =
      List.of(
          "follow",
          "previous",
          "sinceSeconds",
          "sinceTime",
          "timestamps",
          "tailLines",
          "limitBytes");

  private final PodPlace place;
  private final Relay relay;
  private final LogMeters meters;

  PodLogHandler(PodPlace place, Relay relay, LogMeters meters) {
    this.place = place;
    this.relay = relay;
    this.meters = meters;
  }

  @Override
  public boolean serves(ResourceDefinition resource, String subresource, String verb) {
    return resource.group().isEmpty()
        && resource.plural().equals("pods")
        && subresource.equals("log");
  }

  @Override
  public void handle(
      Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    Representation.requireTextRoute(exchange.header("Accept"));
    boolean anyAgent = request.flag("insecureSkipTLSVerifyBackend");
    meters.asked(anyAgent);
    ApiObject pod = place.pod(request.namespace(), request.name());
    List<FieldError> errors = validate(request);
    if (!errors.isEmpty()) {
      throw ApiException.invalid("", "PodLogOptions", request.name(), errors);
    }
    String container = PodPlace.container(pod, request.parameter("container"));
    String node = PodPlace.nodeOf(pod);
    if (node.isEmpty()) {
      exchange.respond(204, "", new byte[0]);
      return;
    }
    QueryText query = new QueryText();
    PASSED_ON.forEach(name -> query.copy(request.query(), name, name));
    Target agent =
        place.agentOfPod(
            node, "/containerLogs/" + pod.namespace() + "/" + pod.name() + "/" + container + query);
    relay.fetch(exchange, agent, anyAgent, meters::failed);
  }

  static List<FieldError> validate(RequestInfo request) {
    List<FieldError> errors = new ArrayList<>();
    requireTime(request.parameter("sinceTime"));
    atLeast(errors, request, "tailLines", 0, "must be greater than or equal to 0");
    atLeast(errors, request, "limitBytes", 1, "must be greater than 0");
    atLeast(errors, request, "sinceSeconds", 1, "must be greater than 0");
    if (!request.parameter("sinceSeconds").isEmpty() && !request.parameter("sinceTime").isEmpty()) {
      errors.add(
          FieldError.forbidden(
              "[]", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
    }
    if (!request.parameter("stream").isEmpty()) {
      errors.add(FieldError.forbidden("stream", "may not be specified"));
    }
    return errors;
  }

  private static void requireTime(String value) {
    if (!value.isEmpty()) {
      try {
        Timestamps.check(value, Schema.Scalar.TIME);
      } catch (DecodeException e) {
        throw ApiException.badRequest(String.valueOf(e.getMessage()));
      }
    }
  }

  private static void atLeast(
      List<FieldError> errors, RequestInfo request, String name, long least, String text) {
    String value = request.parameter(name);
    if (value.isEmpty()) {
      return;
    }
    try {
      long number = Long.parseLong(value);
      if (number < least) {
        errors.add(FieldError.invalid(name, number, text));
      }
    } catch (NumberFormatException e) {
      throw ApiException.badRequest("strconv.ParseInt: parsing \"" + value + "\": invalid syntax");
    }
  }
}
