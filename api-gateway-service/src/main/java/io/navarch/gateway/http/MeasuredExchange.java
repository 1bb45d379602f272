package io.navarch.gateway.http;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Notes when a request began and how it was answered. */
final class MeasuredExchange implements Exchange {
  private final Exchange exchange;
  private final long startNanos = System.nanoTime();
  private volatile int status;
  private volatile boolean streaming;
  private volatile long responseBytes;

  MeasuredExchange(Exchange exchange) {
    this.exchange = exchange;
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
  public void respond(int answer, String contentType, byte[] body) {
    status = answer;
    responseBytes = body.length;
    exchange.respond(answer, contentType, body);
  }

  @Override
  public ResponseStream stream(int answer, String contentType) {
    status = answer;
    streaming = true;
    return exchange.stream(answer, contentType);
  }

  @Override
  public Tunnel upgrade(Map<String, String> responseHeaders) {
    status = 101;
    streaming = true;
    return exchange.upgrade(responseHeaders);
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
  public ResponseStream webSocket(String subprotocol) {
    status = 101;
    streaming = true;
    return exchange.webSocket(subprotocol);
  }

  @Override
  public MessageTunnel webSocketMessages(String subprotocol) {
    status = 101;
    streaming = true;
    return exchange.webSocketMessages(subprotocol);
  }
}
