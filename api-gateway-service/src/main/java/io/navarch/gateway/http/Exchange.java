package io.navarch.gateway.http;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its answer, free of the server library. Handlers run on virtual threads and
 * may block; exactly one of {@link #respond}, {@link #stream} and {@link #upgrade} answers.
 */
public interface Exchange {
  String method();

  /** The decoded path without the query. */
  String path();

  /** The raw path and query as they came. */
  String uri();

  Map<String, List<String>> query();

  /** The first value of a header, case-insensitive, or null. */
  @Nullable String header(String name);

  List<String> headers(String name);

  /** All request headers. */
  Map<String, List<String>> allHeaders();

  InetSocketAddress remoteAddress();

  /** The verified client certificate chain, leaf first; empty where the client sent none. */
  List<X509Certificate> clientCertificates();

  /**
   * The whole body.
   *
   * @throws io.navarch.model.status.ApiException 413 when it is longer than the limit (3 MiB)
   */
  byte[] body();

  /**
   * Host and perhaps port that the client asked, which HTTP/2 does not call {@code Host}; empty
   * where it does not say.
   */
  default String authority() {
    String host = header("Host");
    return host == null ? "" : host;
  }

  /** Adds a header to the answer, before it starts. */
  void addResponseHeader(String name, String value);

  /**
   * Waits until earlier large answers over the same connection have left, as long as the client
   * reads them. To be called before a large answer is made.
   */
  default void awaitOutlet() {}

  /**
   * Answers. When this returns, a large body has been encrypted and written as far as the client
   * takes it: who lets requests take turns until then does not pile up work before the connections.
   */
  void respond(int status, String contentType, AnswerBody body);

  /** Answers with a body that lies in one array. */
  default void respond(int status, String contentType, byte[] body) {
    respond(status, contentType, AnswerBody.of(body));
  }

  /**
   * Waits until the client has read a very large answer; only then the request's seat is free for
   * another, so that clients that ask for much and read nothing do not fill the memory.
   */
  default void awaitTaken() {}

  /**
   * Starts an answer whose length is not known, but for a header {@code Content-Length} that was
   * added; writes block while the client is slow.
   */
  ResponseStream stream(int status, String contentType);

  /**
   * Makes the answer, which is yet to be given, the last of its HTTP/1.1 connection: what the
   * client sends behind the request is no request.
   */
  void endConnection();

  /**
   * Switches an HTTP/1.1 connection to another protocol (101) and hands its raw bytes over. The
   * given headers go into the 101 answer.
   */
  Tunnel upgrade(Map<String, List<String>> responseHeaders);

  /** Whether the request asks for a protocol switch. */
  boolean isUpgrade();

  /** Whether the request asks for a WebSocket. */
  boolean isWebSocket();

  /**
   * Answers a WebSocket handshake; every write becomes one message of the given form.
   *
   * @param subprotocol the chosen protocol, or empty for none
   */
  ResponseStream webSocket(MessageForm form, String subprotocol);

  /** What a write to a WebSocket becomes. */
  enum MessageForm {
    TEXT,
    BINARY,
    /** A text message of the bytes in base64. */
    BASE64,
    /** A binary message of all but the first four bytes, which say how long the rest is. */
    BINARY_WITHOUT_LENGTH
  }

  /**
   * Answers a WebSocket handshake and hands its messages over.
   *
   * @param subprotocol the chosen protocol, or empty for none
   */
  MessageTunnel webSocketMessages(String subprotocol);

  /** Tells somebody how this request is answered; the last one asked for counts. */
  default void observe(AnswerObserver observer) {}

  /** Notes that the request is refused for nothing that is wrong with it, but for its number. */
  default void turnAway() {}

  /** Under which the request is audited; empty before it is known. */
  default String auditId() {
    return "";
  }

  /** Keeps something for the audit log, before it is known whether the request is recorded. */
  default void note(String annotation, String value) {}

  /** What was kept for the audit log. */
  default Map<String, String> notes() {
    return Map.of();
  }

  /** A running answer. */
  interface ResponseStream extends AutoCloseable {
    /**
     * Writes and flushes, and blocks while the client is slow.
     *
     * @throws ClientGoneException when the client is gone
     */
    void write(byte[] bytes);

    /** Queues bytes and never blocks; a sender looks at {@link #isWritable} first. */
    void send(byte[] bytes);

    /** Whether the client keeps up, so that {@link #send} would not pile bytes up. */
    boolean isWritable();

    /**
     * Waits until the client keeps up again.
     *
     * @return false where it does not in that time, or is gone
     */
    boolean awaitWritable(Duration patience);

    /**
     * Asks for room to keep bytes until the client takes them.
     *
     * @return false where too much waits already; then nothing was taken
     */
    boolean reserve(int bytes);

    /** Gives room back. */
    void release(long bytes);

    /** Called on any thread whenever the stream becomes writable again. */
    void onWritable(Runnable callback);

    boolean isOpen();

    /** Called once, on any thread, when the client goes or the stream ends. */
    void onClose(Runnable callback);

    /** Ends the answer so that the client sees that it is not whole, after what was written. */
    default void abort() {
      close();
    }

    @Override
    void close();
  }

  /** A raw duplex byte connection. Reads block; -1 bytes (empty array) at the end. */
  interface Tunnel extends AutoCloseable {
    /** The next bytes as they come, or an empty array at the end of the stream. */
    byte[] read();

    void write(byte[] bytes);

    @Override
    void close();
  }

  /** A duplex connection of binary messages. */
  interface MessageTunnel extends AutoCloseable {
    /** The next message as it comes, or null at the end of the connection. */
    byte @Nullable [] receive();

    /**
     * Sends a message, and blocks while the client is slow.
     *
     * @throws ClientGoneException when the client is gone
     */
    void send(byte[] message);

    @Override
    void close();
  }

  /** The client closed the connection. */
  final class ClientGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClientGoneException() {
      super("client closed the connection", null, false, false);
    }
  }
}
