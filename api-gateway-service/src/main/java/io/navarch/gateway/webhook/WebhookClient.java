package io.navarch.gateway.webhook;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.stream.ServiceEndpoints;
import io.navarch.model.json.GoStrings;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import io.navarch.model.pki.Pem;
import io.navarch.model.pki.PkiException;
import io.navarch.model.pki.ServerTrust;
import io.netty.handler.codec.http.QueryStringEncoder;
import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Posts JSON to webhooks. Connections are kept and used again, by authority. Services are reached
 * at one of their ready endpoints, under the certificate name {@code <service>.<namespace>.svc};
 * where there is none, at the cluster IP.
 */
public final class WebhookClient implements AutoCloseable {
  /** Clients take these statuses for an answer. */
  private static final int MOST_SUCCESSFUL = 206;

  /** As much of an answer as a refusal shows. */
  private static final int MOST_QUOTED_BYTES = 2048;

  private static final String UNKNOWN = "unknown";
  private static final String NOT_TLS = "http: server gave HTTP response to HTTPS client";
  private static final Pattern QUOTED_NAME = Pattern.compile("'([^']+)'");

  private static final int MOST_ANSWER_BYTES = 16 * 1024 * 1024;

  /** As upstream; a webhook's own time-out is the bound in most cases. */
  private static final int CONNECT_TIMEOUT_MILLIS = 30_000;

  private static final int IDLE_SECONDS = 90;

  /**
   * More than there are ever calls at once, which the limits of requests in flight bound: a call
   * that waits for a connection is one that its caller times.
   */
  private static final int CONNECTIONS_PER_TARGET = 1_000;

  private static final int MOST_CLIENTS = 200;

  private final ObjectReader reader;
  private final RandomGenerator random;
  private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();
  private @Nullable Vertx vertx;

  public WebhookClient(ObjectReader reader, RandomGenerator random) {
    this.reader = reader;
    this.random = random;
  }

  /**
   * Sends a body and waits for the answer's.
   *
   * @param timeout for the whole exchange; also told to the webhook as {@code ?timeout=10s}
   * @throws WebhookFailure when there is no answer in time, or one without status 200
   */
  public byte[] post(WebhookTarget target, byte[] body, Duration timeout) {
    String shown = withTimeout(target.shownUrl(), timeout);
    try {
      Buffer answer =
          send(target, shown, body, timeout)
              .toCompletionStage()
              .toCompletableFuture()
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return answer.getBytes();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(shown, "context canceled");
    } catch (TimeoutException e) {
      throw failed(shown, "context deadline exceeded");
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw cause instanceof WebhookFailure failure ? failure : failed(shown, describe(cause));
    }
  }

  private static WebhookFailure failed(String url, String why) {
    return new WebhookFailure("Post \"" + url + "\": " + why);
  }

  private static String describe(Throwable cause) {
    Optional<String> untrusted = ServerTrust.refusal(cause);
    if (untrusted.isPresent()) {
      return untrusted.get();
    }
    return switch (cause) {
      case java.net.ConnectException refused ->
          "dial tcp " + reached(refused) + ": connect: connection refused";
      case java.net.UnknownHostException unknown ->
          "dial tcp: lookup " + lookedUp(unknown) + ": no such host";
      case NotSslRecordException plain -> NOT_TLS;
      case SSLException tls when tls.getCause() instanceof NotSslRecordException -> NOT_TLS;
      case SSLException tls -> "remote error: tls: " + tls.getMessage();
      case HttpClosedException closed -> "EOF";
      case TimeoutException late -> "context deadline exceeded";
      default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    };
  }

  /** The address in what the library says of it, which is {@code name/address:port}. */
  private static String reached(java.net.ConnectException refused) {
    String message = String.valueOf(refused.getMessage());
    String address = message.substring(message.lastIndexOf('/') + 1);
    int colon = address.lastIndexOf(':');
    return colon < 0 || address.indexOf(':') == colon
        ? address
        : "[" + address.substring(0, colon) + "]" + address.substring(colon);
  }

  private static String lookedUp(java.net.UnknownHostException unknown) {
    Matcher quoted = QUOTED_NAME.matcher(String.valueOf(unknown.getMessage()));
    return quoted.find() ? quoted.group(1) : String.valueOf(unknown.getMessage());
  }

  private static String withTimeout(String url, Duration timeout) {
    QueryStringEncoder query = new QueryStringEncoder(url);
    query.addParam("timeout", Math.max(1, (timeout.toMillis() + 999) / 1000) + "s");
    String text = query.toString();
    int first = text.indexOf('?');
    int second = text.indexOf('?', first + 1);
    return second < 0 ? text : text.substring(0, second) + "&" + text.substring(second + 1);
  }

  private Future<Buffer> send(WebhookTarget target, String url, byte[] body, Duration timeout) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new WebhookFailure("Unparsable URL: " + e.getMessage());
    }
    int port = uri.getPort() < 0 ? 443 : uri.getPort();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setSsl(true)
            .setHost(uri.getHost())
            .setPort(port)
            .setURI(uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()))
            .setTimeout(timeout.toMillis())
            .setConnectTimeout(Math.min(CONNECT_TIMEOUT_MILLIS, timeout.toMillis()))
            .putHeader("Content-Type", "application/json")
            .putHeader("Accept", "application/json, */*")
            .putHeader("User-Agent", "kube-apiserver-admission");
    if (target.isService()) {
      options.setServer(address(target, url));
    }
    HttpClient client = client(target.caBundle());
    Promise<Buffer> answer = Promise.promise();
    // On an event loop, so that the handlers of a response are set before anything of it can
    // arrive.
    vertx().runOnContext(unused -> exchangeTwice(client, options, body).onComplete(answer));
    return answer.future();
  }

  /** Once more where the webhook closed the kept connection just when it was used again. */
  private static Future<Buffer> exchangeTwice(
      HttpClient client, RequestOptions options, byte[] body) {
    return exchange(client, options, body)
        .recover(
            failure ->
                failure instanceof HttpClosedException
                    ? exchange(client, options, body)
                    : Future.failedFuture(failure));
  }

  private static Future<Buffer> exchange(HttpClient client, RequestOptions options, byte[] body) {
    return client
        .request(options)
        .compose(request -> request.send(Buffer.buffer(body)))
        .compose(response -> body(response).map(bytes -> requireOk(response, bytes)));
  }

  /** The whole body, unless it is larger than any honest one. */
  private static Future<Buffer> body(HttpClientResponse response) {
    Promise<Buffer> whole = Promise.promise();
    Buffer gathered = Buffer.buffer();
    response.handler(
        chunk -> {
          if (gathered.length() + chunk.length() > MOST_ANSWER_BYTES) {
            whole.tryFail(
                new WebhookFailure(
                    "the webhook's answer is larger than " + MOST_ANSWER_BYTES + " bytes"));
            response.request().reset();
          } else {
            gathered.appendBuffer(chunk);
          }
        });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(end -> whole.tryComplete(gathered));
    return whole.future();
  }

  private static Buffer requireOk(HttpClientResponse response, Buffer body) {
    int status = response.statusCode();
    if (status < 200 || status > MOST_SUCCESSFUL) {
      throw new WebhookFailure(refusal(response, body), status);
    }
    if (body.length() == 0) {
      throw new WebhookFailure(
          "0-length response with status code: "
              + status
              + " and content type: "
              + Objects.requireNonNullElse(response.getHeader("Content-Type"), ""));
    }
    return body;
  }

  /** A Status says itself why. */
  private static String refusal(HttpClientResponse response, Buffer body) {
    try {
      Map<String, Object> tree = Json.readObject(body.getBytes());
      boolean says =
          "Status".equals(tree.get("kind"))
              && "v1".equals(tree.get("apiVersion"))
              && "Failure".equals(tree.get("status"));
      return says ? ApiObject.string(tree, "message") : statusText(response, body);
    } catch (MalformedJsonException e) {
      return statusText(response, body);
    }
  }

  /** As a client of the API words an answer that is no object of the API. */
  private static String statusText(HttpClientResponse response, Buffer body) {
    String said = said(response, body);
    int status = response.statusCode();
    return switch (status) {
      case 400 -> "the server rejected our request for an unknown reason";
      case 401 -> "the server has asked for the client to provide credentials";
      case 403, 415 -> said;
      case 404 -> "the server could not find the requested resource";
      case 405 -> "the server does not allow this method on the requested resource";
      case 406 ->
          said.isEmpty() || said.equals(UNKNOWN)
              ? "the server was unable to respond with a content type that the client supports"
              : said;
      case 409 -> "the server reported a conflict";
      case 422 -> "the server rejected our request due to an error in our request";
      case 429 -> "the server has received too many requests and has asked us to try again later";
      case 503 -> "the server is currently unable to handle the request";
      case 504 ->
          "the server was unable to return a response in the time allotted, but may still be"
              + " processing the request";
      default ->
          status >= 500
              ? "an error on the server ("
                  + GoStrings.quoted(said)
                  + ") has prevented the request from succeeding"
              : "the server responded with the status code "
                  + status
                  + " but did not return more information";
    };
  }

  /** The beginning of an answer that is text. */
  private static String said(HttpClientResponse response, Buffer body) {
    String type = response.getHeader("Content-Type");
    return type == null || type.toLowerCase(Locale.ROOT).startsWith("text/")
        ? body.getString(0, Math.min(body.length(), MOST_QUOTED_BYTES)).strip()
        : UNKNOWN;
  }

  private SocketAddress address(WebhookTarget target, String url) {
    try {
      return address(target);
    } catch (WebhookFailure unreachable) {
      throw failed(url, String.valueOf(unreachable.getMessage()));
    }
  }

  private SocketAddress address(WebhookTarget target) {
    ApiObject service =
        reader
            .getLive("", "services", target.serviceNamespace(), target.serviceName())
            .orElseThrow(
                () -> new WebhookFailure("service \"" + target.serviceName() + "\" not found"));
    if ("ExternalName".equals(service.at("spec", "type"))) {
      return SocketAddress.inetSocketAddress(
          target.servicePort(), String.valueOf(service.at("spec", "externalName")));
    }
    requirePort(service, target);
    List<ServiceEndpoints.Endpoint> ready =
        ServiceEndpoints.of(reader, service, Integer.toString(target.servicePort()));
    if (!ready.isEmpty()) {
      ServiceEndpoints.Endpoint chosen = ready.get(random.nextInt(ready.size()));
      return SocketAddress.inetSocketAddress(chosen.port(), chosen.address());
    }
    if (service.at("spec", "clusterIP") instanceof String ip
        && !ip.isEmpty()
        && !ip.equals("None")) {
      return SocketAddress.inetSocketAddress(target.servicePort(), ip);
    }
    throw new WebhookFailure("no endpoints available for service \"" + target.serviceName() + "\"");
  }

  private static void requirePort(ApiObject service, WebhookTarget target) {
    boolean listens =
        ApiObject.listAt(ApiObject.mapAt(service.root(), "spec"), "ports").stream()
            .anyMatch(
                each ->
                    each instanceof Map<?, ?> port
                        && port.get("port") instanceof Number number
                        && number.intValue() == target.servicePort());
    if (!listens) {
      throw new WebhookFailure(
          "no service port "
              + target.servicePort()
              + " found for service \""
              + target.serviceName()
              + "\"");
    }
  }

  private HttpClient client(String caBundle) {
    HttpClient known = clients.get(caBundle);
    if (known != null) {
      return known;
    }
    if (clients.size() > MOST_CLIENTS) {
      // Bundles are renewed now and then; those of the past are not kept for ever.
      clients.values().forEach(HttpClient::close);
      clients.clear();
    }
    return clients.computeIfAbsent(caBundle, this::newClient);
  }

  private HttpClient newClient(String caBundle) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setSsl(true)
            .setVerifyHost(true)
            .setForceSni(true)
            .setProtocolVersion(HttpVersion.HTTP_1_1)
            .setKeepAlive(true)
            .setKeepAliveTimeout(IDLE_SECONDS)
            .setTcpNoDelay(true);
    options.setTrustOptions(TrustOptions.wrap(trust(caBundle)));
    return vertx()
        .createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_TARGET));
  }

  private static ServerTrust trust(String caBundle) {
    if (caBundle.isEmpty()) {
      return ServerTrust.ofPlatform();
    }
    try {
      return ServerTrust.of(Pem.authorities(Base64.getDecoder().decode(caBundle)));
    } catch (IllegalArgumentException | PkiException unusable) {
      throw WebhookFailure.unusable("unable to load root certificates: " + unusable.getMessage());
    }
  }

  /** Event loops of its own, started with the first call. */
  private synchronized Vertx vertx() {
    Vertx known = vertx;
    if (known == null) {
      known =
          Vertx.vertx(
              new VertxOptions()
                  .setEventLoopPoolSize(1)
                  .setWorkerPoolSize(1)
                  .setInternalBlockingPoolSize(1)
                  .setUseDaemonThread(true));
      vertx = known;
    }
    return known;
  }

  @Override
  public synchronized void close() {
    Vertx running = vertx;
    if (running != null) {
      vertx = null;
      Future<Void> unused = running.close();
    }
  }
}
