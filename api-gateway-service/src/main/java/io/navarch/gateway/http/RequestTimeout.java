package io.navarch.gateway.http;

import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.cel.GoDuration;
import io.navarch.model.status.ApiException;
import java.util.Set;

/**
 * How long a client is willing to wait, as it says in its query. It must be a duration, whoever the
 * client is; requests are not ended by it.
 */
final class RequestTimeout {
  private static final Set<String> LONG_VERBS = Set.of("watch", "proxy");
  private static final Set<String> LONG_SUBRESOURCES =
      Set.of("attach", "exec", "proxy", "log", "portforward");

  private RequestTimeout() {}

  /**
   * @throws ApiException 400 in upstream's words
   */
  static void require(RequestInfo request) {
    String timeout = request.parameter("timeout");
    if (timeout.isEmpty()
        || LONG_VERBS.contains(request.verb())
        || LONG_SUBRESOURCES.contains(request.subresource())) {
      return;
    }
    String fault = GoDuration.fault(timeout);
    if (!fault.isEmpty()) {
      throw ApiException.badRequest("invalid timeout specified in the request URL - " + fault);
    }
  }
}
