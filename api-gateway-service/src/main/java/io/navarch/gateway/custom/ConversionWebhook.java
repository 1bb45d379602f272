package io.navarch.gateway.custom;

import java.util.Map;

/** Asks the webhook of a definition. */
interface ConversionWebhook {
  /**
   * @param clientConfig where it is: a url, or a service
   * @param review the request, a ConversionReview
   * @return the answer's body
   * @throws RuntimeException with the reason, when there is no answer or one without status 200
   */
  byte[] post(Map<String, Object> clientConfig, byte[] review);
}
