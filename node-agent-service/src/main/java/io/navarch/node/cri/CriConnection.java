package io.navarch.node.cri;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One gRPC channel over the runtime's Unix socket, shared by all callers. */
public final class CriConnection implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("cri", true), NioIoHandler.newFactory());
  private final ExecutorService callbacks = Executors.newVirtualThreadPerTaskExecutor();
  private final ManagedChannel channel;

  public CriConnection(Path socket) {
    this.channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .eventLoopGroup(loop)
            .channelFactory(NioDomainSocketChannel::new)
            .executor(callbacks)
            // A Unix socket has no host name, yet HTTP/2 wants an authority.
            .overrideAuthority("localhost")
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .usePlaintext()
            .build();
  }

  public ManagedChannel channel() {
    return channel;
  }

  /** Makes one call, with its failure told in this package's terms. */
  static <T> T call(Supplier<T> rpc) {
    try {
      return rpc.get();
    } catch (StatusRuntimeException e) {
      throw failure(e);
    }
  }

  private static RuntimeFailure failure(StatusRuntimeException e) {
    Status status = e.getStatus();
    String description = status.getDescription();
    String message = description == null ? status.getCode().name() : description;
    RuntimeFailure.Kind kind =
        switch (status.getCode()) {
          case NOT_FOUND -> RuntimeFailure.Kind.NOT_FOUND;
          case UNAVAILABLE, CANCELLED -> RuntimeFailure.Kind.UNAVAILABLE;
          case DEADLINE_EXCEEDED -> RuntimeFailure.Kind.DEADLINE;
          case UNIMPLEMENTED -> RuntimeFailure.Kind.UNIMPLEMENTED;
          default ->
              message.contains("DeadlineExceeded") || message.contains("deadline exceeded")
                  ? RuntimeFailure.Kind.DEADLINE
                  : message.contains("not found")
                      ? RuntimeFailure.Kind.NOT_FOUND
                      : RuntimeFailure.Kind.OTHER;
        };
    return new RuntimeFailure(
        kind, "rpc error: code = " + codeName(status) + " desc = " + message, e);
  }

  /** Status codes in the spelling that Kubernetes users know from events. */
  private static String codeName(Status status) {
    StringBuilder name = new StringBuilder();
    for (String part : status.getCode().name().split("_", -1)) {
      name.append(part.charAt(0)).append(part.substring(1).toLowerCase(java.util.Locale.ROOT));
    }
    return name.toString();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    callbacks.shutdownNow();
  }
}
