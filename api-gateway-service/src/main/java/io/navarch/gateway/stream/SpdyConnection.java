package io.navarch.gateway.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyHeadersFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The client's side of a SPDY/3.1 connection as node agents speak it: streams that carry a header
 * each and bytes both ways. Windows are not kept, since neither side of this protocol does; a slow
 * reader holds the whole connection up.
 */
final class SpdyConnection implements AutoCloseable {
  private static final int BUFFER = 32 * 1024;

  private final InputStream in;
  private final OutputStream out;
  private final EmbeddedChannel decoder = codec();
  private final EmbeddedChannel encoder = codec();
  private final ReentrantLock writing = new ReentrantLock();
  private final Map<Integer, SpdyStream> streams = new ConcurrentHashMap<>();
  private int nextId = 1;

  SpdyConnection(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  private static EmbeddedChannel codec() {
    return new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
  }

  /**
   * Opens a stream.
   *
   * @param sink gets what the other side sends, on the thread of {@link #run}
   */
  SpdyStream open(Map<String, String> headers, SpdyStream.Sink sink) throws IOException {
    writing.lock();
    try {
      SpdyStream stream = new SpdyStream(this, nextId, sink);
      nextId += 2;
      streams.put(stream.id(), stream);
      SpdySynStreamFrame frame = new DefaultSpdySynStreamFrame(stream.id(), 0, (byte) 0);
      headers.forEach(
          (name, value) -> frame.headers().set(name.toLowerCase(java.util.Locale.ROOT), value));
      send(frame);
      return stream;
    } finally {
      writing.unlock();
    }
  }

  void data(int stream, byte[] bytes, boolean last) throws IOException {
    DefaultSpdyDataFrame frame = new DefaultSpdyDataFrame(stream, Unpooled.wrappedBuffer(bytes));
    frame.setLast(last);
    send(frame);
  }

  private void send(Object frame) throws IOException {
    writing.lock();
    try {
      encoder.writeOutbound(frame);
      for (ByteBuf bytes = encoder.readOutbound(); bytes != null; bytes = encoder.readOutbound()) {
        try {
          out.write(ByteBufUtil.getBytes(bytes));
        } finally {
          bytes.release();
        }
      }
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  /** Reads until the connection ends; then all streams have ended. */
  void run() {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        decoder.writeInbound(Unpooled.copiedBuffer(buffer, 0, count));
        for (Object frame = decoder.readInbound(); frame != null; frame = decoder.readInbound()) {
          receive(frame);
        }
      }
    } catch (IOException | RuntimeException e) {
      streams.values().forEach(stream -> stream.broken(e.toString()));
    } finally {
      streams.values().forEach(stream -> stream.broken("the connection ended"));
      decoder.finishAndReleaseAll();
    }
  }

  private void receive(Object frame) throws IOException {
    try {
      switch (frame) {
        case SpdyDataFrame data -> {
          SpdyStream stream = streams.get(data.streamId());
          if (stream != null) {
            stream.receive(ByteBufUtil.getBytes(data.content()), data.isLast());
          }
        }
        case SpdyPingFrame ping -> {
          if ((ping.id() & 1) == 0) {
            send(ping);
          }
        }
        // Node agents reset all streams when a command has ended; what was sent before stands.
        case SpdyRstStreamFrame reset -> {
          SpdyStream stream = streams.get(reset.streamId());
          if (stream != null) {
            stream.receive(new byte[0], true);
          }
        }
        case SpdyHeadersFrame reply -> {
          SpdyStream stream = streams.get(reply.streamId());
          if (stream != null && reply.isLast()) {
            stream.receive(new byte[0], true);
          }
        }
        default -> {}
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  @Override
  public void close() {
    writing.lock();
    try {
      encoder.finishAndReleaseAll();
    } finally {
      writing.unlock();
    }
  }
}
