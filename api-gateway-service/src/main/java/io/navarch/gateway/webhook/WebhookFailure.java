package io.navarch.gateway.webhook;

/** A webhook could not be asked, or its answer could not be understood. */
@SuppressWarnings("serial")
public final class WebhookFailure extends RuntimeException {
  private static final int UNAVAILABLE = 503;

  private static final int INTERNAL = 500;

  private final int code;
  private final boolean asked;

  public WebhookFailure(String message) {
    this(message, UNAVAILABLE);
  }

  /**
   * @param code the status that stands for the failure: the webhook's own where it gave one
   */
  public WebhookFailure(String message, int code) {
    this(message, code, true);
  }

  private WebhookFailure(String message, int code, boolean asked) {
    super(message);
    this.code = code;
    this.asked = asked;
  }

  /** The configuration says nothing that a webhook could be asked by. */
  static WebhookFailure unusable(String message) {
    return new WebhookFailure(message, INTERNAL, false);
  }

  /** Whether there was an attempt to ask. */
  public boolean asked() {
    return asked;
  }

  public int code() {
    return code;
  }
}
