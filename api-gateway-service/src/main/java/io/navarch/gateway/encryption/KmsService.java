package io.navarch.gateway.encryption;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.navarch.gateway.kms.v2.DecryptRequest;
import io.navarch.gateway.kms.v2.EncryptRequest;
import io.navarch.gateway.kms.v2.EncryptResponse;
import io.navarch.gateway.kms.v2.KeyManagementServiceGrpc;
import io.navarch.gateway.kms.v2.StatusRequest;
import io.navarch.gateway.kms.v2.StatusResponse;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Calls a key management plugin over its Unix socket. */
final class KmsService implements AutoCloseable {
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("kms", true), NioIoHandler.newFactory());
  private final ManagedChannel channel;
  private final Duration timeout;

  KmsService(Path socket, Duration timeout) {
    this.timeout = timeout;
    this.channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .eventLoopGroup(loop)
            .channelFactory(NioDomainSocketChannel::new)
            .overrideAuthority("localhost")
            .usePlaintext()
            .build();
  }

  private KeyManagementServiceGrpc.KeyManagementServiceBlockingStub stub() {
    return KeyManagementServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  StatusResponse status() {
    return call(() -> stub().status(StatusRequest.getDefaultInstance()));
  }

  EncryptResponse encrypt(EncryptRequest request) {
    return call(() -> stub().encrypt(request));
  }

  byte[] decrypt(DecryptRequest request) {
    return call(() -> stub().decrypt(request)).getPlaintext().toByteArray();
  }

  private static <T> T call(Supplier<T> rpc) {
    try {
      return rpc.get();
    } catch (StatusRuntimeException e) {
      throw new UndecryptableException(
          "the key management plugin failed: " + e.getStatus().getCode());
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
