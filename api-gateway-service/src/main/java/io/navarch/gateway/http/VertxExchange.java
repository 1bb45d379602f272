package io.navarch.gateway.http;

import io.navarch.model.upgrade.AnyMethodUpgrade;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.HostAndPort;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An exchange over Vert.x. Made on the event loop, used on a virtual thread. */
final class VertxExchange implements Exchange {
  /** So many bytes take a connection's loop long enough to be felt by others. */
  private static final int LARGE = 64 * 1024;

  /** Answers of so many bytes and more are waited for until the client has them. */
  private static final int VERY_LARGE = 256 * 1024;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Context context;
  private final RequestBody body;
  private final ConnectionGuard.Guarded connection;
  private final AtomicBoolean inOutlet = new AtomicBoolean();
  private final Duration writeTimeout;
  private final String path;
  private final boolean upgrade;
  private volatile boolean stream;
  private volatile boolean last;

  /** A whole answer is on its way. */
  private boolean answered;

  private @Nullable Future<Void> sent;
  private @Nullable Future<Void> ended;
  private @Nullable Map<String, List<String>> query;

  /**
   * @param upgrade whether the client would go on in another protocol
   */
  VertxExchange(
      HttpServerRequest request,
      Context context,
      RequestBody body,
      ConnectionGuard.Guarded connection,
      Duration writeTimeout,
      boolean upgrade) {
    this.request = request;
    this.upgrade = upgrade;
    this.response = request.response();
    this.context = context;
    this.body = body;
    this.connection = connection;
    this.writeTimeout = writeTimeout;
    String decoded = QueryString.decodePath(String.valueOf(request.path()));
    this.path = decoded == null ? String.valueOf(request.path()) : decoded;
  }

  HttpConnection connection() {
    return request.connection();
  }

  /** Whether the answer goes on after its handler is done. */
  boolean isStream() {
    return stream;
  }

  @Override
  public String method() {
    return AnyMethodUpgrade.method(request);
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String uri() {
    return request.uri();
  }

  @Override
  public Map<String, List<String>> query() {
    Map<String, List<String>> known = query;
    if (known == null) {
      known = QueryString.parse(request.query());
      query = known;
    }
    return known;
  }

  @Override
  public @Nullable String header(String name) {
    return request.headers().get(name);
  }

  @Override
  public String authority() {
    HostAndPort authority = request.authority();
    return authority == null ? "" : authority.toString();
  }

  @Override
  public List<String> headers(String name) {
    return request.headers().getAll(name);
  }

  @Override
  public Map<String, List<String>> allHeaders() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (!AnyMethodUpgrade.isOwn(name)) {
                all.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
              }
            });
    return all;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    io.vertx.core.net.SocketAddress remote = request.remoteAddress();
    return new InetSocketAddress(remote.hostAddress(), remote.port());
  }

  @Override
  public List<X509Certificate> clientCertificates() {
    return connection.certificates();
  }

  @Override
  public byte[] body() {
    return body.await();
  }

  @Override
  public void addResponseHeader(String name, String value) {
    response.headers().add(name, value);
  }

  @Override
  public void respond(int status, String contentType, AnswerBody whole) {
    begin(status, contentType);
    Future<Void> end;
    if (method().equals("HEAD")) {
      if (!response.headers().contains("Content-Length")) {
        response.putHeader("Content-Length", Integer.toString(whole.length()));
      }
      end = response.end();
    } else {
      end = end(whole);
    }
    ignore(end);
    ended = end;
    if (inOutlet.get()) {
      end.onComplete(_ -> leaveOutlet());
    }
    answered = true;
    if (whole.length() >= LARGE) {
      awaitLoop();
    }
    if (whole.length() >= VERY_LARGE) {
      sent = end;
    }
  }

  /** What does not say how long it may be kept is not to be kept by anybody between. */
  private void begin(int status, String contentType) {
    response.setStatusCode(status);
    if (!contentType.isEmpty()) {
      response.putHeader("Content-Type", contentType);
    }
    if (!response.headers().contains("Cache-Control")) {
      response.putHeader("Cache-Control", "no-cache, private");
    }
    if (last) {
      response.putHeader("Connection", "close");
    }
  }

  @Override
  public void endConnection() {
    last = true;
    connection.endsHere();
  }

  private Future<Void> end(AnswerBody whole) {
    if (whole.isWhole() || whole.length() < LARGE) {
      return response.end(wrap(whole.bytes()));
    }
    response.putHeader("Content-Length", Integer.toString(whole.length()));
    AnswerSender sender = new AnswerSender(response, whole);
    outbox().add(sender::send);
    return sender.sent();
  }

  /** What the loop was given before is done when it comes to this. */
  private void awaitLoop() {
    CountDownLatch done = new CountDownLatch(1);
    ((ContextInternal) context).nettyEventLoop().execute(done::countDown);
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void awaitOutlet() {
    inOutlet.set(connection.outlet().enter());
  }

  private void leaveOutlet() {
    if (inOutlet.getAndSet(false)) {
      connection.outlet().leave();
    }
  }

  @Override
  public void awaitTaken() {
    Future<Void> sending = sent;
    if (sending == null) {
      return;
    }
    try {
      Void unused =
          sending
              .toCompletionStage()
              .toCompletableFuture()
              .get(writeTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      // The client is gone.
    } catch (TimeoutException e) {
      abandon();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Drops what is still to be sent; closing in order would wait for the client to read it. */
  private void abandon() {
    if (request.version() != HttpVersion.HTTP_2
        && request.connection() instanceof HttpServerConnection plain) {
      var unused = plain.channelHandlerContext().pipeline().firstContext().close();
    } else {
      ignore(response.reset());
    }
  }

  /** The handler is done, whether it has answered or not. */
  void handled() {
    body.release();
    if (!answered) {
      leaveOutlet();
    }
    if (last) {
      closeBehindAnswer();
    }
  }

  private void closeBehindAnswer() {
    Future<Void> answer = ended;
    if (answer == null) {
      outbox().add(() -> ignore(request.connection().close()));
    } else {
      answer.onComplete(_ -> ignore(request.connection().close()));
    }
  }

  /** The bytes without a copy; they are not changed afterwards. */
  static Buffer wrap(byte[] bytes) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
  }

  /** A write that fails means that the client is gone, which the close handler tells. */
  static void ignore(Future<?> write) {
    write.onFailure(_ -> {});
  }

  @Override
  public ResponseStream stream(int status, String contentType) {
    stream = true;
    begin(status, contentType);
    if (request.version() != HttpVersion.HTTP_2 && !response.headers().contains("Content-Length")) {
      response.setChunked(true);
    }
    return new HttpResponseStream(response, outbox(), connection.waiting());
  }

  private LoopOutbox outbox() {
    return LoopOutbox.of(((ContextInternal) context).nettyEventLoop());
  }

  @Override
  public boolean isUpgrade() {
    return upgrade;
  }

  @Override
  public boolean isWebSocket() {
    return isUpgrade() && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
  }

  @Override
  public ResponseStream webSocket(MessageForm form, String subprotocol) {
    return handshake(
        subprotocol, socket -> new WebSocketStream(socket, form, connection.waiting()));
  }

  @Override
  public MessageTunnel webSocketMessages(String subprotocol) {
    return handshake(subprotocol, WebSocketMessages::new);
  }

  private <T> T handshake(String subprotocol, Function<ServerWebSocket, T> use) {
    stream = true;
    if (!subprotocol.isEmpty()) {
      response.putHeader("Sec-WebSocket-Protocol", subprotocol);
    }
    return onEventLoop(() -> request.toWebSocket().map(use));
  }

  @Override
  public Tunnel upgrade(Map<String, List<String>> responseHeaders) {
    stream = true;
    return onEventLoop(
        () -> {
          response.setStatusCode(101);
          responseHeaders.forEach(response::putHeader);
          return request.toNetSocket().map(SocketTunnel::new);
        });
  }

  private <T> T onEventLoop(Callable<Future<T>> action) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        _ -> {
          try {
            action.call().onComplete(promise);
          } catch (Exception e) {
            promise.fail(e);
          }
        });
    try {
      return promise.future().toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the protocol switch failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException();
    }
  }
}
