package io.navarch.gateway.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Hands writes over to an event loop, many at a time: the loop is woken once for all that came
 * while it slept, not once for each of an event's watches, and what one turn writes to a connection
 * goes out together: a few TLS records and one system call, not a hundred. Keeps the order of what
 * one thread adds.
 */
final class LoopOutbox {
  private static final Map<Executor, LoopOutbox> OF_LOOP = new ConcurrentHashMap<>();

  /** So that a long turn does not hold back what it has written, nor pile it up. */
  private static final int MOST_WRITES_UNFLUSHED = 256;

  private final Executor loop;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /** Touched on the loop only, like all below. */
  private final List<Flushes> held = new ArrayList<>();

  private boolean draining;

  private LoopOutbox(Executor loop) {
    this.loop = loop;
  }

  /** The one outbox of an event loop. */
  static LoopOutbox of(Executor loop) {
    return OF_LOOP.computeIfAbsent(loop, LoopOutbox::new);
  }

  /**
   * What holds a connection's flushes back while the outbox writes; stands before TLS.
   *
   * <p>It also says at once when the connection takes no more. What waits for TLS counts as unsent,
   * but Netty tells so only in a later task; by then it may be sent, and the change has never been.
   * HTTP/2's bookkeeping of who waits to write is built on seeing every change: a stream that
   * opens, or is woken, in between would wait for ever.
   */
  ChannelDuplexHandler flushHolder() {
    return new Flushes();
  }

  void add(Runnable write) {
    waiting.add(write);
    if (scheduled.compareAndSet(false, true)) {
      loop.execute(this::drain);
    }
  }

  private void drain() {
    scheduled.set(false);
    draining = true;
    try {
      int unflushed = 0;
      for (Runnable write = waiting.poll(); write != null; write = waiting.poll()) {
        write.run();
        if (++unflushed >= MOST_WRITES_UNFLUSHED) {
          unflushed = 0;
          flushHeld();
        }
      }
    } finally {
      flushHeld();
      draining = false;
    }
  }

  /**
   * A flush can make a connection writable again and so lead to writes and flushes of its own,
   * which go straight through.
   */
  private void flushHeld() {
    boolean before = draining;
    draining = false;
    List<Flushes> now = List.copyOf(held);
    held.clear();
    try {
      now.forEach(Flushes::release);
    } finally {
      draining = before;
    }
  }

  /** Of one connection. */
  private final class Flushes extends ChannelDuplexHandler {
    private @Nullable ChannelHandlerContext waitingToFlush;

    /** As it was last told. */
    private boolean writable = true;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      context.write(message, promise);
      tellWritability(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      tellWritability(context);
    }

    private void tellWritability(ChannelHandlerContext context) {
      boolean now = context.channel().isWritable();
      if (now != writable) {
        writable = now;
        context.fireChannelWritabilityChanged();
      }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
      if (!draining || !context.channel().isWritable()) {
        // A connection that takes no more must not wait: what it holds back blocks all its streams.
        waitingToFlush = null;
        context.flush();
      } else if (waitingToFlush == null) {
        waitingToFlush = context;
        held.add(this);
      }
    }

    private void release() {
      ChannelHandlerContext context = waitingToFlush;
      waitingToFlush = null;
      if (context != null && !context.isRemoved()) {
        context.flush();
      }
    }
  }
}
