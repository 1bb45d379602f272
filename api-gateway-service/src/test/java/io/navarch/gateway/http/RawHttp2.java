package io.navarch.gateway.http;

import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client of HTTP/2 that sends any frame in any order and reads only when it is told to. */
final class RawHttp2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  private static final int MOST = 16_384;
  private static final int PRIORITY_GIVEN = 0x20;
  private static final int PRIORITY_BYTES = 5;
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int BUFFER = 1 << 16;

  private final SSLSocket socket;
  private final OutputStream out;
  private final Http2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder((_, _) -> false, true);
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private final Queue<Frame> received = new ConcurrentLinkedQueue<>();
  private volatile boolean ended;

  /**
   * @param headers decoded, of a HEADERS frame only
   */
  record Frame(int type, int flags, int stream, byte[] payload, @Nullable Http2Headers headers) {
    /** The error code of RST_STREAM and GOAWAY. */
    int code() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }

    /** The status of an answer's HEADERS; empty for other frames. */
    String status() {
      return headers == null || headers.status() == null ? "" : headers.status().toString();
    }

    @Override
    public String toString() {
      return switch (type) {
        case GOAWAY -> "GOAWAY " + code();
        case RST_STREAM -> "RST_STREAM " + code();
        case HEADERS -> "HEADERS " + status();
        default -> "frame " + type;
      };
    }
  }

  private RawHttp2(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
  }

  /** A connection that has said hello and reads whatever comes. */
  static RawHttp2 open(HttpClient identity, String server) throws IOException {
    RawHttp2 client = silent(identity, server);
    client.read();
    return client;
  }

  /** A connection that has said hello and reads nothing until {@link #read}. */
  static RawHttp2 silent(HttpClient identity, String server) throws IOException {
    URI where = URI.create(server);
    Socket plain = new Socket();
    plain.setReceiveBufferSize(BUFFER);
    plain.connect(new InetSocketAddress(where.getHost(), where.getPort()));
    SSLSocket socket =
        (SSLSocket)
            identity
                .sslContext()
                .getSocketFactory()
                .createSocket(plain, where.getHost(), where.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    RawHttp2 client = new RawHttp2(socket);
    client.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    client.frame(SETTINGS, 0, 0);
    return client;
  }

  /** Begins to read, on a thread of its own. */
  void read() {
    Thread.ofVirtual().start(this::readFrames);
  }

  private void readFrames() {
    try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & 0x7fffffff;
        byte[] payload = in.readNBytes(length);
        received.add(
            new Frame(
                type, flags, stream, payload, type == HEADERS ? decoded(flags, payload) : null));
      }
    } catch (IOException | Http2Exception over) {
      ended = true;
    }
  }

  private Http2Headers decoded(int flags, byte[] payload) throws Http2Exception {
    ByteBuf block = Unpooled.wrappedBuffer(payload);
    return decoder.decodeHeaders(
        1, (flags & PRIORITY_GIVEN) == 0 ? block : block.skipBytes(PRIORITY_BYTES));
  }

  /** Sends a frame; what an ended connection does not take is no error. */
  RawHttp2 frame(int type, int flags, int stream, byte... payload) {
    byte[] head =
        ByteBuffer.allocate(9)
            .put((byte) (payload.length >> 16))
            .putShort((short) payload.length)
            .put((byte) type)
            .put((byte) flags)
            .putInt(stream)
            .array();
    try {
      out.write(head);
      out.write(payload);
    } catch (IOException over) {
      ended = true;
    }
    return this;
  }

  RawHttp2 flush() {
    try {
      out.flush();
    } catch (IOException over) {
      ended = true;
    }
    return this;
  }

  static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  /** One setting's payload. */
  static byte[] setting(int id, int value) {
    return ByteBuffer.allocate(6).putShort((short) id).putInt(value).array();
  }

  /** A block of headers in this order: a name, its value, the next name. */
  byte[] block(List<String> pairs) {
    ByteBuf encoded = Unpooled.buffer();
    try {
      for (int i = 0; i < pairs.size(); i += 2) {
        // Several at once would be sorted.
        Http2Headers one = new DefaultHttp2Headers(false).add(pairs.get(i), pairs.get(i + 1));
        encoder.encodeHeaders(1, one, encoded);
      }
    } catch (Http2Exception e) {
      throw new IllegalArgumentException(e);
    }
    return ByteBufUtil.getBytes(encoded);
  }

  byte[] request(String method, String path) {
    return block(List.of(":method", method, ":scheme", "https", ":authority", "a", ":path", path));
  }

  /** The same with a field of so many bytes, in as many frames as it takes. */
  RawHttp2 largeHead(String method, String path, int stream, int bytes) {
    byte[] all =
        block(
            List.of(
                ":method",
                method,
                ":scheme",
                "https",
                ":authority",
                "a",
                ":path",
                path,
                "large",
                "x".repeat(bytes)));
    for (int from = 0; from < all.length; from += MOST) {
      int until = Math.min(all.length, from + MOST);
      frame(
          from == 0 ? HEADERS : CONTINUATION,
          until == all.length ? END_HEADERS : 0,
          stream,
          Arrays.copyOfRange(all, from, until));
    }
    return this;
  }

  RawHttp2 get(int stream, String path) {
    return frame(HEADERS, END_HEADERS | END_STREAM, stream, request("GET", path));
  }

  /** Waits for a frame that is as described, or for the connection's end. */
  @Nullable Frame awaitFrame(Predicate<Frame> wanted) {
    await().atMost(LONG).until(() -> ended || received.stream().anyMatch(wanted));
    return received.stream().filter(wanted).findFirst().orElse(null);
  }

  /** Waits until the server has ended the connection. */
  void awaitEnd() {
    await().atMost(LONG).until(() -> ended);
  }

  boolean isEnded() {
    return ended;
  }

  Queue<Frame> received() {
    return received;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
