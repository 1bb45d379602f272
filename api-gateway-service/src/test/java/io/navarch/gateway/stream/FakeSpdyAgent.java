package io.navarch.gateway.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Speaks SPDY as a node agent does. The command it plays echoes its input in capitals, tells the
 * sizes of its terminal on its error output, and ends with its input.
 */
final class FakeSpdyAgent implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  private final String answer;
  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<String> opened = new CopyOnWriteArrayList<>();

  private FakeSpdyAgent(String answer) throws IOException {
    this.answer = answer;
    Thread.ofVirtual().start(this::serve);
  }

  static FakeSpdyAgent thatSpeaks(String protocol) throws IOException {
    return new FakeSpdyAgent(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
            + "X-Stream-Protocol-Version: "
            + protocol
            + "\r\n\r\n");
  }

  static FakeSpdyAgent thatRefuses(String words) throws IOException {
    return new FakeSpdyAgent(
        "HTTP/1.1 404 Not Found\r\nContent-Length: " + words.length() + "\r\n\r\n" + words);
  }

  Target target() {
    return new Target(false, false, "127.0.0.1", server.getLocalPort(), "/exec/a/b/c?input=1");
  }

  private void serve() {
    try (Socket socket = server.accept()) {
      readHead(socket.getInputStream());
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
      if (answer.contains(" 101 ")) {
        play(socket);
      }
    } catch (IOException e) {
      requests.add("broken: " + e);
    }
  }

  private void readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    new BufferedReader(
            new InputStreamReader(
                new java.io.ByteArrayInputStream(
                    head.toString().getBytes(StandardCharsets.ISO_8859_1)),
                StandardCharsets.ISO_8859_1))
        .lines()
        .forEach(requests::add);
  }

  private void play(Socket socket) throws IOException {
    EmbeddedChannel codec = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
    Map<String, Integer> ids = new HashMap<>();
    byte[] buffer = new byte[4096];
    InputStream in = socket.getInputStream();
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      codec.writeInbound(Unpooled.copiedBuffer(buffer, 0, n));
      for (Object frame = codec.readInbound(); frame != null; frame = codec.readInbound()) {
        if (frame instanceof SpdySynStreamFrame opening) {
          String type = opening.headers().get("streamtype").toString();
          opened.add(type);
          ids.put(type, opening.streamId());
          codec.writeOutbound(new DefaultSpdySynReplyFrame(opening.streamId()));
        } else if (frame instanceof SpdyDataFrame data) {
          String text = data.content().toString(StandardCharsets.UTF_8);
          if (ids.getOrDefault("resize", 0) == data.streamId()) {
            say(codec, ids.get("stdout"), "[" + text + "]", false);
          } else if (!text.isEmpty()) {
            say(codec, ids.get("stdout"), text.toUpperCase(java.util.Locale.ROOT), false);
          }
          if (data.isLast()) {
            finish(codec, ids);
          }
          data.release();
        }
      }
      flush(codec, socket.getOutputStream());
    }
  }

  private static void finish(EmbeddedChannel codec, Map<String, Integer> ids) {
    say(codec, ids.get("stdout"), "", true);
    if (ids.containsKey("stderr")) {
      say(codec, ids.get("stderr"), "done", false);
      say(codec, ids.get("stderr"), "", true);
    }
    say(codec, ids.get("error"), "{\"status\":\"Failure\",\"reason\":\"NonZeroExitCode\"}", false);
    say(codec, ids.get("error"), "", true);
  }

  private static void say(EmbeddedChannel codec, int stream, String text, boolean last) {
    DefaultSpdyDataFrame frame =
        new DefaultSpdyDataFrame(stream, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    frame.setLast(last);
    codec.writeOutbound(frame);
  }

  private static void flush(EmbeddedChannel codec, OutputStream out) throws IOException {
    for (ByteBuf bytes = codec.readOutbound(); bytes != null; bytes = codec.readOutbound()) {
      out.write(ByteBufUtil.getBytes(bytes));
      bytes.release();
    }
    out.flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
