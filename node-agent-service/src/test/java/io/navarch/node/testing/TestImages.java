package io.navarch.node.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Images made on the spot from a static busybox, as archives that a runtime can import. */
final class TestImages {
  private TestImages() {}

  static Path archive(Path workDir, String name, String commandJson) throws Exception {
    Path dir = Files.createTempDirectory(workDir, "image");
    Path root = Files.createDirectories(dir.resolve("root"));
    Path bin = Files.createDirectories(root.resolve("bin"));
    Files.createDirectories(root.resolve("etc"));
    Files.createDirectories(root.resolve("tmp"));
    Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"), StandardCopyOption.COPY_ATTRIBUTES);
    for (String applet : ContainerdExtension.output("/bin/busybox", "--list").split("\n")) {
      Path link = bin.resolve(applet.trim());
      if (!applet.isBlank() && Files.notExists(link)) {
        Files.createSymbolicLink(link, Path.of("busybox"));
      }
    }
    Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/:/bin/sh\n");
    Path layer = dir.resolve("layer.tar");
    ContainerdExtension.run(
        "tar",
        "--numeric-owner",
        "--owner=0",
        "--group=0",
        "-cf",
        layer.toString(),
        "-C",
        root.toString(),
        ".");
    String digest = sha256(layer);
    String config =
        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Env\":[\"PATH=/bin\"],\"Cmd\":"
            + commandJson
            + "},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:"
            + digest
            + "\"]}}";
    Files.writeString(dir.resolve("config.json"), config);
    String manifest =
        "[{\"Config\":\"config.json\",\"RepoTags\":[\"" + name + "\"],\"Layers\":[\"layer.tar\"]}]";
    Files.writeString(dir.resolve("manifest.json"), manifest);
    Path archive = dir.resolve("image.tar");
    ContainerdExtension.run(
        "tar",
        "-cf",
        archive.toString(),
        "-C",
        dir.toString(),
        "manifest.json",
        "config.json",
        "layer.tar");
    return archive;
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}
