package io.navarch.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CoalescingBufferQueue;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopOutboxTest {
  private static final int MORE_THAN_A_CONNECTION_TAKES = 100_000;

  private final List<Boolean> told = new ArrayList<>();
  private final EmbeddedChannel connection =
      new EmbeddedChannel(
          new KeepsUntilFlushed(),
          LoopOutbox.of(Runnable::run).flushHolder(),
          new ChannelInboundHandlerAdapter() {
            @Override
            public void channelWritabilityChanged(ChannelHandlerContext context) {
              told.add(context.channel().isWritable());
            }
          });

  /** Keeps what is written until it is flushed, as TLS does. */
  private static final class KeepsUntilFlushed extends ChannelDuplexHandler {
    private CoalescingBufferQueue kept;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      kept = new CoalescingBufferQueue(context.channel(), 4, true);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      kept.add((ByteBuf) message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
      ChannelPromise promise = context.newPromise();
      int bytes = kept.readableBytes();
      if (bytes > 0) {
        context.write(kept.remove(bytes, promise), promise);
      }
      context.flush();
    }
  }

  @Test
  void whatAConnectionDoesNotTakeAnyMoreIsToldAtOnce() {
    connection.runPendingTasks();
    connection.write(Unpooled.wrappedBuffer(new byte[MORE_THAN_A_CONNECTION_TAKES]));
    assertThat(told).containsExactly(false);
    connection.flush();
    connection.runPendingTasks();
    assertThat(told).containsExactly(false, true);
    connection.releaseOutbound();
  }

  @Test
  void aChangeThatIsOverIsNotToldAgain() {
    for (int i = 0; i < 3; i++) {
      connection.write(Unpooled.wrappedBuffer(new byte[MORE_THAN_A_CONNECTION_TAKES]));
      connection.flush();
    }
    connection.runPendingTasks();
    assertThat(told).containsExactly(false, true, false, true, false, true);
    connection.releaseOutbound();
  }
}
