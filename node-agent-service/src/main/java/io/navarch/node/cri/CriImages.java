package io.navarch.node.cri;

import static io.navarch.node.cri.CriConnection.call;

import io.navarch.node.cri.v1.AuthConfig;
import io.navarch.node.cri.v1.FilesystemUsage;
import io.navarch.node.cri.v1.Image;
import io.navarch.node.cri.v1.ImageFsInfoRequest;
import io.navarch.node.cri.v1.ImageServiceGrpc;
import io.navarch.node.cri.v1.ImageSpec;
import io.navarch.node.cri.v1.ImageStatusRequest;
import io.navarch.node.cri.v1.ListImagesRequest;
import io.navarch.node.cri.v1.PodSandboxConfig;
import io.navarch.node.cri.v1.PullImageRequest;
import io.navarch.node.cri.v1.RemoveImageRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@link ImageStore} over CRI v1. */
public final class CriImages implements ImageStore {
  private static final long CALL_SECONDS = 120;
  private static final long PULL_SECONDS = 3600;

  private final ImageServiceGrpc.ImageServiceBlockingStub stub;

  public CriImages(CriConnection connection) {
    this.stub = ImageServiceGrpc.newBlockingStub(connection.channel());
  }

  private ImageServiceGrpc.ImageServiceBlockingStub within(long seconds) {
    return stub.withDeadlineAfter(seconds, TimeUnit.SECONDS);
  }

  @Override
  public List<Image> images() {
    return call(() -> within(CALL_SECONDS).listImages(ListImagesRequest.getDefaultInstance()))
        .getImagesList();
  }

  @Override
  public @Nullable Image find(String reference) {
    var request = ImageStatusRequest.newBuilder().setImage(spec(reference)).build();
    var response = call(() -> within(CALL_SECONDS).imageStatus(request));
    return response.hasImage() ? response.getImage() : null;
  }

  @Override
  public String pull(String reference, @Nullable AuthConfig auth, PodSandboxConfig forPod) {
    var request = PullImageRequest.newBuilder().setImage(spec(reference)).setSandboxConfig(forPod);
    if (auth != null) {
      request.setAuth(auth);
    }
    return call(() -> within(PULL_SECONDS).pullImage(request.build())).getImageRef();
  }

  @Override
  public void remove(String reference) {
    var request = RemoveImageRequest.newBuilder().setImage(spec(reference)).build();
    var unused = call(() -> within(CALL_SECONDS).removeImage(request));
  }

  @Override
  public List<FilesystemUsage> filesystems() {
    return call(() -> within(CALL_SECONDS).imageFsInfo(ImageFsInfoRequest.getDefaultInstance()))
        .getImageFilesystemsList();
  }

  private static ImageSpec spec(String reference) {
    return ImageSpec.newBuilder().setImage(reference).build();
  }
}
