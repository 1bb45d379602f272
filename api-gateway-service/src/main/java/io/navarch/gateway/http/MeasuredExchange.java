package io.navarch.gateway.http;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Notes when a request began and how it was answered. */
final class MeasuredExchange implements Exchange {
  private final Exchange exchange;
  private final String auditId;
  private final long startNanos = System.nanoTime();
  private volatile int status;
  private volatile boolean streaming;
  private volatile boolean turnedAway;
  private volatile long responseBytes;
  private volatile @Nullable AnswerObserver observer;
  private Map<String, String> notes = Map.of();
  private Supplier<@Nullable Runnable> streamStart = () -> null;

  /**
   * @param auditId under which the request is audited
   */
  MeasuredExchange(Exchange exchange, String auditId) {
    this.exchange = exchange;
    this.auditId = auditId;
  }

  @Override
  public String auditId() {
    return auditId;
  }

  @Override
  public void turnAway() {
    turnedAway = true;
  }

  boolean isTurnedAway() {
    return turnedAway;
  }

  int status() {
    return status;
  }

  boolean isStreaming() {
    return streaming;
  }

  long responseBytes() {
    return responseBytes;
  }

  long elapsedNanos() {
    return System.nanoTime() - startNanos;
  }

  @Override
  public String method() {
    return exchange.method();
  }

  @Override
  public String path() {
    return exchange.path();
  }

  @Override
  public String uri() {
    return exchange.uri();
  }

  @Override
  public Map<String, List<String>> query() {
    return exchange.query();
  }

  @Override
  public @Nullable String header(String name) {
    return exchange.header(name);
  }

  @Override
  public String authority() {
    return exchange.authority();
  }

  @Override
  public List<String> headers(String name) {
    return exchange.headers(name);
  }

  @Override
  public Map<String, List<String>> allHeaders() {
    return exchange.allHeaders();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return exchange.remoteAddress();
  }

  @Override
  public List<X509Certificate> clientCertificates() {
    return exchange.clientCertificates();
  }

  @Override
  public byte[] body() {
    return exchange.body();
  }

  @Override
  public void addResponseHeader(String name, String value) {
    exchange.addResponseHeader(name, value);
  }

  @Override
  public void observe(AnswerObserver somebody) {
    observer = somebody;
  }

  @Override
  public void note(String annotation, String value) {
    Map<String, String> more = new HashMap<>(notes);
    more.put(annotation, value);
    notes = more;
  }

  @Override
  public Map<String, String> notes() {
    return notes;
  }

  @Override
  public void respond(int answer, String contentType, AnswerBody body) {
    status = answer;
    responseBytes = body.length();
    AnswerObserver told = observer;
    if (told != null) {
      told.answered(answer, contentType, body);
    }
    exchange.respond(answer, contentType, body);
  }

  @Override
  public void awaitOutlet() {
    exchange.awaitOutlet();
  }

  @Override
  public void awaitTaken() {
    exchange.awaitTaken();
  }

  /**
   * @param start called when the answer becomes a stream; what it gives back is run once when that
   *     ends
   */
  void onStream(Supplier<@Nullable Runnable> start) {
    streamStart = start;
  }

  private ResponseStream observed(ResponseStream stream) {
    Runnable end = streamStart.get();
    if (end != null) {
      stream.onClose(end);
    }
    AnswerObserver told = observer;
    if (told == null) {
      return stream;
    }
    told.begun(status);
    stream.onClose(told::ended);
    return stream;
  }

  /** A tunnel that tells when this side is done with it. */
  private record ObservedTunnel(Tunnel tunnel, Runnable ended) implements Tunnel {
    @Override
    public byte[] read() {
      return tunnel.read();
    }

    @Override
    public void write(byte[] bytes) {
      tunnel.write(bytes);
    }

    @Override
    public void close() {
      tunnel.close();
      ended.run();
    }
  }

  /** The same for messages. */
  private record ObservedMessages(MessageTunnel messages, Runnable ended) implements MessageTunnel {
    @Override
    public byte @Nullable [] receive() {
      return messages.receive();
    }

    @Override
    public void send(byte[] message) {
      messages.send(message);
    }

    @Override
    public void close() {
      messages.close();
      ended.run();
    }
  }

  @Override
  public ResponseStream stream(int answer, String contentType) {
    status = answer;
    streaming = true;
    return observed(exchange.stream(answer, contentType));
  }

  @Override
  public void endConnection() {
    exchange.endConnection();
  }

  @Override
  public Tunnel upgrade(Map<String, List<String>> responseHeaders) {
    status = 101;
    streaming = true;
    Tunnel tunnel = exchange.upgrade(responseHeaders);
    AnswerObserver told = observer;
    if (told != null) {
      told.begun(status);
    }
    return new ObservedTunnel(tunnel, once(told, streamStart.get()));
  }

  private static Runnable once(@Nullable AnswerObserver told, @Nullable Runnable end) {
    AtomicBoolean over = new AtomicBoolean();
    return () -> {
      if (over.getAndSet(true)) {
        return;
      }
      if (told != null) {
        told.ended();
      }
      if (end != null) {
        end.run();
      }
    };
  }

  @Override
  public boolean isUpgrade() {
    return exchange.isUpgrade();
  }

  @Override
  public boolean isWebSocket() {
    return exchange.isWebSocket();
  }

  @Override
  public ResponseStream webSocket(MessageForm form, String subprotocol) {
    status = 101;
    streaming = true;
    return observed(exchange.webSocket(form, subprotocol));
  }

  @Override
  public MessageTunnel webSocketMessages(String subprotocol) {
    status = 101;
    streaming = true;
    MessageTunnel messages = exchange.webSocketMessages(subprotocol);
    return new ObservedMessages(messages, once(null, streamStart.get()));
  }
}
