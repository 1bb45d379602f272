package io.navarch.node.volume;

import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file or directory of the node itself. */
public final class HostPathPlugin implements VolumePlugin {
  private static final int TYPE_MASK = 0170000;
  private static final int SOCKET = 0140000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int BLOCK_DEVICE = 0060000;

  @Override
  public String directoryName() {
    return "kubernetes.io~host-path";
  }

  @Override
  public boolean handles(Volume volume) {
    return volume.getHostPath() != null;
  }

  @Override
  public Path setUp(Request request, Path directory) throws VolumeFailure, IOException {
    String type = request.volume().getHostPath().getType();
    Path path = Path.of(request.volume().getHostPath().getPath());
    check(path, type == null ? "" : type);
    return path;
  }

  static void check(Path path, String type) throws VolumeFailure, IOException {
    switch (type) {
      case "" -> {}
      case "DirectoryOrCreate" -> {
        Files.createDirectories(path);
        require(Files.isDirectory(path), path, "a directory");
      }
      case "Directory" -> require(Files.isDirectory(path), path, "a directory");
      case "FileOrCreate" -> {
        if (Files.notExists(path)) {
          Files.createFile(path);
          AtomicDirectory.setMode(path, 0644);
        }
        require(Files.isRegularFile(path), path, "a file");
      }
      case "File" -> require(Files.isRegularFile(path), path, "a file");
      case "Socket" -> require(isKind(path, SOCKET), path, "a socket file");
      case "CharDevice" -> require(isKind(path, CHARACTER_DEVICE), path, "a character device");
      case "BlockDevice" -> require(isKind(path, BLOCK_DEVICE), path, "a block device");
      default -> throw new VolumeFailure(type + " is an invalid volume type");
    }
  }

  private static boolean isKind(Path path, int kind) throws IOException {
    return Files.exists(path) && ((int) Files.getAttribute(path, "unix:mode") & TYPE_MASK) == kind;
  }

  private static void require(boolean holds, Path path, String what) throws VolumeFailure {
    if (!holds) {
      throw new VolumeFailure("hostPath type check failed: " + path + " is not " + what);
    }
  }
}
