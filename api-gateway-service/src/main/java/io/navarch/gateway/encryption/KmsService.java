package io.navarch.gateway.encryption;

import io.grpc.ManagedChannel;
import io.grpc.Status;
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
  private final String provider;
  private final EnvelopeMetrics metrics;

  /**
   * @param timeout of one call
   * @param provider whose plugin it is
   */
  KmsService(Path socket, Duration timeout, String provider, EnvelopeMetrics metrics) {
    this.timeout = timeout;
    this.provider = provider;
    this.metrics = metrics;
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
    return call("Status", () -> stub().status(StatusRequest.getDefaultInstance()));
  }

  EncryptResponse encrypt(EncryptRequest request) {
    return call("Encrypt", () -> stub().encrypt(request));
  }

  byte[] decrypt(DecryptRequest request) {
    return call("Decrypt", () -> stub().decrypt(request)).getPlaintext().toByteArray();
  }

  private <T> T call(String method, Supplier<T> rpc) {
    long began = System.nanoTime();
    try {
      T answer = rpc.get();
      metrics.called(provider, method, Status.Code.OK, began);
      return answer;
    } catch (StatusRuntimeException e) {
      metrics.called(provider, method, e.getStatus().getCode(), began);
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
