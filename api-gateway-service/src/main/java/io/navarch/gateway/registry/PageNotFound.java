package io.navarch.gateway.registry;

/** The path names nothing that is served; answered in plain text, as for any unknown path. */
public final class PageNotFound extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PageNotFound() {
    super("404 page not found", null, false, false);
  }
}
