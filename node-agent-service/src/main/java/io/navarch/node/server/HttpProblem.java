package io.navarch.node.server;

/** A request that is answered with an error status and a line of text. */
final class HttpProblem extends Exception {
  private static final long serialVersionUID = 1L;
  private final int status;

  HttpProblem(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
