package io.navarch.gateway.stream;

import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Calls API servers that stand behind services of the cluster, and passes requests on to them. */
public final class ServiceRelay {
  /** As upstream's for discovery. */
  private static final int PATIENCE_MILLIS = 5_000;

  private static final int MOST_BYTES = 16 * 1024 * 1024;

  private final ObjectReader reader;
  private final RandomGenerator random;

  public ServiceRelay(ObjectReader reader, RandomGenerator random) {
    this.reader = reader;
    this.random = random;
  }

  /** A port of a service. */
  public record Address(String namespace, String name, int port) {
    /** The name that its certificate is for. */
    public String serverName() {
      return name + "." + namespace + ".svc";
    }
  }

  /**
   * A whole answer.
   *
   * @param url what was asked in the end, by address
   */
  public record Fetched(String url, int status, byte[] body) {}

  /** Nothing came back; the message says what was asked, and why in kube-apiserver's words. */
  public static final class UnansweredException extends IOException {
    private static final long serialVersionUID = 1L;

    private UnansweredException(String url, String why, IOException cause) {
      super("failing or missing response from " + url + ": Get \"" + url + "\": " + why, cause);
    }
  }

  /**
   * Passes the request on and the answer back. Path and query are written anew, so that the server
   * behind reads in them what this one did when it asked whether that is allowed.
   *
   * @param asking headers that say who asks
   * @throws ApiException 503 when the service has no address or does not answer
   */
  public void relay(
      Exchange exchange,
      Address service,
      BackendIdentity expected,
      Map<String, List<String>> asking) {
    String asked = ProxyHandler.encoded(exchange.path()) + QueryText.of(exchange.query());
    Relay.relay(exchange, target(service, asked), expected, asking);
  }

  /**
   * Reads one document, of a server that is not silent for long.
   *
   * @throws UnansweredException when there is no whole answer
   * @throws ApiException 503 when there is no address
   */
  public Fetched fetch(
      Address service, BackendIdentity expected, String path, Map<String, List<String>> headers)
      throws UnansweredException {
    Target target = target(service, path);
    String url = "https://" + target.authority() + path;
    Map<String, List<String>> all = new LinkedHashMap<>(headers);
    all.put("Host", List.of(target.authority()));
    all.put("Connection", List.of("close"));
    try (BackendConnection backend =
        BackendConnection.open(target, expected, PATIENCE_MILLIS, PATIENCE_MILLIS)) {
      backend.send("GET", path, all, new byte[0]);
      BackendConnection.Head head = backend.readHead();
      return new Fetched(url, head.status(), backend.body(head, "GET").readNBytes(MOST_BYTES));
    } catch (IOException e) {
      throw new UnansweredException(url, BackendFailure.describe(target, e), e);
    }
  }

  private Target target(Address address, String path) {
    ApiObject service =
        reader
            .getLive("", "services", address.namespace(), address.name())
            .orElseThrow(() -> ApiException.serviceUnavailable("service unavailable"));
    List<ServiceEndpoints.Endpoint> ready =
        ServiceEndpoints.of(reader, service, Integer.toString(address.port()));
    if (!ready.isEmpty()) {
      ServiceEndpoints.Endpoint chosen = ready.get(random.nextInt(ready.size()));
      return new Target(true, false, chosen.address(), chosen.port(), path);
    }
    if (service.at("spec", "clusterIP") instanceof String ip
        && !ip.isEmpty()
        && !ip.equals("None")) {
      return new Target(true, false, ip, address.port(), path);
    }
    throw ApiException.serviceUnavailable(
        "ExternalName".equals(service.at("spec", "type"))
            ? "unsupported service type \"ExternalName\""
            : "no endpoints available for service \"" + address.name() + "\"");
  }
}
