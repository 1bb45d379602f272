package io.navarch.gateway.http;

import io.navarch.gateway.access.Refusal;
import io.navarch.gateway.access.User;
import io.navarch.gateway.registry.Answers;
import io.navarch.gateway.registry.PageNotFound;
import io.navarch.model.json.Json;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.status.ApiException;
import io.navarch.model.store.StoreException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where a failure becomes a Kubernetes {@code Status} on the wire. */
public final class ErrorAnswer {
  private static final Logger log = LoggerFactory.getLogger(ErrorAnswer.class);

  private ErrorAnswer() {}

  public static void send(Exchange exchange, Throwable failure) {
    if (failure instanceof Exchange.ClientGoneException) {
      return;
    }
    if (failure instanceof PageNotFound) {
      pageNotFound(exchange);
      return;
    }
    ApiException refusal = translate(exchange, failure);
    if (refusal.details().retryAfterSeconds() > 0) {
      exchange.addResponseHeader(
          "Retry-After", Integer.toString(refusal.details().retryAfterSeconds()));
    }
    try {
      Answers.sendPlain(exchange, refusal.code(), Json.write(refusal.toStatus()));
    } catch (IllegalStateException e) {
      log.debug("The answer to {} had begun when it failed", exchange.path(), failure);
    }
  }

  /** What a failure means to the client. */
  public static ApiException translate(Exchange exchange, Throwable failure) {
    return switch (failure) {
      case ApiException refusal -> refusal;
      case StoreException.Unavailable e -> {
        log.warn("The store is unavailable: {}", e.getMessage());
        yield ApiException.serviceUnavailable("the state store is unavailable");
      }
      case StackOverflowError e -> ApiException.badRequest("the request is nested too deeply");
      case StoreException.NoSpace e -> ApiException.internal(String.valueOf(e.getMessage()));
      case StoreException.Compacted e -> ApiException.expired(String.valueOf(e.getMessage()));
      default -> {
        log.error("{} {} failed", exchange.method(), exchange.path(), failure);
        yield ApiException.internal("the server could not handle the request, see its log");
      }
    };
  }

  /**
   * The refusal of a path below {@code /api} or {@code /apis} at which nothing is served: a Status
   * where the group is built in, else the page that all other paths get.
   */
  public static RuntimeException nothingAt(String path) {
    String[] parts = path.split("/", 4);
    boolean builtin =
        parts.length > 1 && parts[1].equals("api")
            || parts.length > 2 && BuiltinResources.instance().groupPriority(parts[2]).isPresent();
    return builtin ? ApiException.noSuchResource() : new PageNotFound();
  }

  /** The plain text answer for paths that nothing serves. */
  public static void pageNotFound(Exchange exchange) {
    exchange.addResponseHeader("X-Content-Type-Options", "nosniff");
    exchange.respond(
        404, "text/plain; charset=utf-8", "404 page not found\n".getBytes(StandardCharsets.UTF_8));
  }

  /** The refusal of a path that is no resource. */
  static ApiException forbiddenPath(User user, String verb, String path, String reason) {
    return new ApiException(
        403,
        "Forbidden",
        "forbidden: User "
            + Refusal.quoted(user.name())
            + " cannot "
            + verb
            + " path "
            + Refusal.quoted(path)
            + (reason.isEmpty() ? "" : ": " + reason),
        ApiException.Details.EMPTY);
  }

  /**
   * For documents, which can only be read.
   *
   * @throws ApiException 405 for methods that would write
   */
  public static void requireReading(Exchange exchange) {
    String method = exchange.method();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      throw methodNotAllowed();
    }
  }

  /**
   * @throws ApiException 405 for all but GET
   */
  public static void requireGet(Exchange exchange) {
    if (!exchange.method().equals("GET")) {
      throw methodNotAllowed();
    }
  }

  /** For what is there, but not to be used like this. */
  public static ApiException methodNotAllowed() {
    return new ApiException(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource",
        ApiException.Details.EMPTY);
  }
}
