package io.navarch.gateway.webhook;

/** A webhook could not be asked, or its answer could not be understood. */
@SuppressWarnings("serial")
public final class WebhookFailure extends RuntimeException {
  private static final int UNAVAILABLE = 503;

  private final int code;

  public WebhookFailure(String message) {
    this(message, UNAVAILABLE);
  }

  /**
   * @param code the status that stands for the failure: the webhook's own where it gave one
   */
  public WebhookFailure(String message, int code) {
    super(message);
    this.code = code;
  }

  public int code() {
    return code;
  }
}
