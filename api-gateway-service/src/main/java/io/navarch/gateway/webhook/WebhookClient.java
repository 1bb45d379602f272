package io.navarch.gateway.webhook;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.stream.ServiceEndpoints;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import io.netty.handler.codec.http.QueryStringEncoder;
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
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Posts JSON to webhooks. Connections are kept and used again, by authority. Services are reached
 * at one of their ready endpoints, under the certificate name {@code <service>.<namespace>.svc};
 * where there is none, at the cluster IP.
 */
public final class WebhookClient implements AutoCloseable {
  /** Clients take these statuses for an answer. */
  private static final int MOST_SUCCESSFUL = 206;

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
    return switch (cause) {
      case java.net.ConnectException refused -> "dial tcp: connect: connection refused";
      case java.net.UnknownHostException unknown ->
          "dial tcp: lookup " + unknown.getMessage() + ": no such host";
      case javax.net.ssl.SSLException tls ->
          "tls: failed to verify certificate: " + tls.getMessage();
      case TimeoutException late -> "context deadline exceeded";
      default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    };
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
      options.setServer(address(target));
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
      throw new WebhookFailure(refusal(status, body), status);
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
  private static String refusal(int status, Buffer body) {
    try {
      Map<String, Object> tree = Json.readObject(body.getBytes());
      boolean says = "Status".equals(tree.get("kind")) && "v1".equals(tree.get("apiVersion"));
      return says ? ApiObject.string(tree, "message") : statusText(status, body);
    } catch (MalformedJsonException e) {
      return statusText(status, body);
    }
  }

  /** As a client of the API words an answer that is no object of the API. */
  private static String statusText(int status, Buffer body) {
    return switch (status) {
      case 404 -> "the server could not find the requested resource";
      case 401 -> "Unauthorized";
      case 403 -> "forbidden";
      case 405 -> "the server does not allow this method on the requested resource";
      case 429 -> "the server has received too many requests and has asked us to try again later";
      case 503 -> "the server is currently unable to handle the request";
      default ->
          "an error on the server (\""
              + body.toString().strip().replace("\"", "\\\"").replace("\n", "\\n")
              + "\") has prevented the request from succeeding";
    };
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
    if (!caBundle.isEmpty()) {
      options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(decoded(caBundle))));
    }
    return vertx()
        .createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_TARGET));
  }

  private static byte[] decoded(String caBundle) {
    try {
      return Base64.getDecoder().decode(caBundle);
    } catch (IllegalArgumentException e) {
      throw new WebhookFailure("unable to load root certificates: the CA bundle is no base64 text");
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
