package io.navarch.gateway.webhook;

import io.navarch.model.format.GoUrl;
import io.navarch.model.object.ApiObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Where a webhook is: a {@code clientConfig} of the API.
 *
 * @param url empty where a service is named
 * @param path with its leading slash, or empty
 * @param caBundle PEM in base64; empty for the system's authorities
 */
public record WebhookTarget(
    String url,
    String serviceNamespace,
    String serviceName,
    int servicePort,
    String path,
    String caBundle) {
  private static final int DEFAULT_PORT = 443;

  public static WebhookTarget of(Map<String, Object> clientConfig) {
    Map<String, Object> service = ApiObject.mapAt(clientConfig, "service");
    int port = service.get("port") instanceof Number n ? n.intValue() : DEFAULT_PORT;
    return new WebhookTarget(
        ApiObject.string(clientConfig, "url"),
        ApiObject.string(service, "namespace"),
        ApiObject.string(service, "name"),
        port,
        ApiObject.string(service, "path"),
        ApiObject.string(clientConfig, "caBundle"));
  }

  boolean isService() {
    return url.isEmpty();
  }

  /** What clients see in errors, and what is asked for. */
  String shownUrl() {
    String base =
        isService()
            ? "https://" + serviceName + "." + serviceNamespace + ".svc:" + servicePort + path
            : url;
    int host = base.indexOf("//") + 2;
    int slash = base.indexOf('/', host);
    return slash < 0 ? base + "/" : base.substring(0, slash) + cleaned(base.substring(slash));
  }

  /** A path without empty steps and without those that lead back, as clients of the API ask. */
  private static String cleaned(String path) {
    Deque<String> steps = new ArrayDeque<>();
    for (String step : path.split("/", -1)) {
      if (step.equals("..")) {
        steps.pollLast();
      } else if (!step.isEmpty() && !step.equals(".")) {
        steps.addLast(step);
      }
    }
    return GoUrl.parse("/" + String.join("/", steps)).escapedPath();
  }
}
