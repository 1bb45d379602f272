package io.navarch.gateway.webhook;

/** A webhook could not be asked, or its answer could not be understood. */
@SuppressWarnings("serial")
public final class WebhookFailure extends RuntimeException {
  public WebhookFailure(String message) {
    super(message);
  }
}
