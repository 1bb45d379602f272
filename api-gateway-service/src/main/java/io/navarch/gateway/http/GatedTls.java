package io.navarch.gateway.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** TLS of one connection, whose handshake is the gate's. */
final class GatedTls extends SslHandler {
  private final HandshakeGate gate;
  private final HandshakeMeters meters;
  private final Turn turn;

  /** Where the handshake's work goes, once it is known whose it is. */
  private static final class Turn implements Executor {
    private volatile @Nullable Executor queue;

    @Override
    public void execute(Runnable task) {
      Executor known = queue;
      if (known == null) {
        task.run();
      } else {
        known.execute(task);
      }
    }
  }

  private GatedTls(
      SSLEngine engine, boolean startTls, HandshakeGate gate, HandshakeMeters meters, Turn turn) {
    super(engine, startTls, turn);
    this.gate = gate;
    this.meters = meters;
    this.turn = turn;
  }

  static GatedTls of(
      SSLEngine engine, boolean startTls, HandshakeGate gate, HandshakeMeters meters) {
    return new GatedTls(engine, startTls, gate, meters, new Turn());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) throws Exception {
    super.handlerAdded(context);
    HandshakeGate.Handshake handshake =
        gate.enter(address(context), () -> context.executor().execute(() -> refuse(context)));
    if (handshake == null) {
      refuse(context);
      return;
    }
    turn.queue = handshake;
    var unused =
        handshakeFuture()
            .addListener(
                done -> {
                  handshake.end();
                  if (!done.isSuccess()) {
                    meters.failed();
                  }
                });
  }

  /** Closes without a word: an alert would cost what is to be saved. */
  private void refuse(ChannelHandlerContext context) {
    meters.refused();
    var unused = context.close();
  }

  private static InetAddress address(ChannelHandlerContext context) {
    return context.channel().remoteAddress() instanceof InetSocketAddress remote
        ? remote.getAddress()
        : InetAddress.getLoopbackAddress();
  }
}
