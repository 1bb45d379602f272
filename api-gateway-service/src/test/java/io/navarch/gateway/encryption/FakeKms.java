package io.navarch.gateway.encryption;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.navarch.gateway.kms.v2.DecryptRequest;
import io.navarch.gateway.kms.v2.DecryptResponse;
import io.navarch.gateway.kms.v2.EncryptRequest;
import io.navarch.gateway.kms.v2.EncryptResponse;
import io.navarch.gateway.kms.v2.KeyManagementServiceGrpc;
import io.navarch.gateway.kms.v2.StatusRequest;
import io.navarch.gateway.kms.v2.StatusResponse;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A key management plugin on a Unix socket; its cipher flips bits, its key id can be changed. */
final class FakeKms extends KeyManagementServiceGrpc.KeyManagementServiceImplBase
    implements AutoCloseable {
  final AtomicInteger encryptions = new AtomicInteger();
  final AtomicInteger decryptions = new AtomicInteger();
  volatile String keyId = "key-1";
  volatile String health = "ok";

  /** The key that it does not have any more; none at first. */
  volatile String forgotten = "";

  /** Whether calls are left without an answer. */
  volatile boolean silent;

  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Server server;

  FakeKms(Path socket) throws IOException {
    server =
        NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .addService(this)
            .build()
            .start();
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusResponse> out) {
    answer(
        out,
        StatusResponse.newBuilder().setVersion("v2").setHealthz(health).setKeyId(keyId).build());
  }

  @Override
  public void encrypt(EncryptRequest request, StreamObserver<EncryptResponse> out) {
    encryptions.incrementAndGet();
    answer(
        out,
        EncryptResponse.newBuilder()
            .setCiphertext(flipped(request.getPlaintext()))
            .setKeyId(keyId)
            .putAnnotations("kms.example.com", ByteString.copyFromUtf8("1"))
            .build());
  }

  @Override
  public void decrypt(DecryptRequest request, StreamObserver<DecryptResponse> out) {
    decryptions.incrementAndGet();
    if (!request.getKeyId().startsWith("key-")
        || request.getKeyId().equals(forgotten)
        || !request.getAnnotationsMap().containsKey("kms.example.com")) {
      out.onError(Status.INVALID_ARGUMENT.asRuntimeException());
      return;
    }
    answer(
        out, DecryptResponse.newBuilder().setPlaintext(flipped(request.getCiphertext())).build());
  }

  private <T> void answer(StreamObserver<T> out, T value) {
    if (silent) {
      return;
    }
    out.onNext(value);
    out.onCompleted();
  }

  private static ByteString flipped(ByteString bytes) {
    byte[] copy = bytes.toByteArray();
    for (int i = 0; i < copy.length; i++) {
      copy[i] ^= 0x5a;
    }
    return ByteString.copyFrom(copy);
  }

  @Override
  public void close() {
    server.shutdownNow();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
