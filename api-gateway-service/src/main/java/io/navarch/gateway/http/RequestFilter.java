package io.navarch.gateway.http;

import io.navarch.gateway.access.User;
import io.navarch.gateway.request.RequestInfo;

/**
 * Something that stands between authentication and the endpoint of every request: impersonation,
 * audit, flow control. Filters run in the order of {@link #order}.
 */
public interface RequestFilter {
  /** Filters from here on see only requests that are authorized. */
  int AUTHORIZED = 1_000;

  /** Audit is 100, impersonation 200, flow control 300, authorization {@link #AUTHORIZED}. */
  int order();

  /** Goes on with {@code next}, with the same or another user, or refuses with an exception. */
  void filter(Exchange exchange, RequestInfo request, User user, Next next);

  /** Is told of a request whose credentials were refused, so that it goes no further. */
  default void refused(Exchange exchange, RequestInfo request) {}

  /** The rest of the way. */
  interface Next {
    void proceed(User user);
  }
}
