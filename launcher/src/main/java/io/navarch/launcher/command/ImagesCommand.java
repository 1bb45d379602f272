package io.navarch.launcher.command;

import io.navarch.launcher.UserException;
import io.navarch.launcher.cluster.Distribution;
import io.navarch.launcher.host.FileTree;
import io.navarch.launcher.images.EtcdImage;
import io.navarch.launcher.images.OciImage;
import io.navarch.launcher.images.ServiceImage;
import io.navarch.launcher.process.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Builds the container images of the control plane. */
@Command(
    name = "images",
    description = "Build the container images of the control plane, for docker load and the like.",
    mixinStandardHelpOptions = true)
public final class ImagesCommand implements Callable<Integer> {
  @Option(
      names = "--output",
      paramLabel = "<dir>",
      description =
          "Where the archives navarch.tar and etcd.tar go (default: target/navarch/images).")
  private @Nullable Path output;

  @Option(
      names = "--load",
      description = "Load them into the Docker daemon that the docker client reaches.")
  private boolean load;

  @Option(
      names = "--etcd",
      paramLabel = "<file>",
      defaultValue = "/usr/bin/etcd",
      description = "The etcd program for the image (default: ${DEFAULT-VALUE}).")
  private Path etcd = Path.of("/usr/bin/etcd");

  @Option(
      names = "--busybox",
      paramLabel = "<file>",
      defaultValue = "/bin/busybox",
      description = "A statically linked busybox (default: ${DEFAULT-VALUE}).")
  private Path busybox = Path.of("/bin/busybox");

  @Override
  public Integer call() throws IOException {
    require(etcd, "etcd-server");
    require(busybox, "busybox-static");
    Distribution distribution = Distribution.current();
    Path archives = output == null ? distribution.home().resolve("images") : output;
    Path work = Files.createTempDirectory("navarch-image");
    try {
      Path jdk = Path.of(System.getProperty("java.home"));
      write(ServiceImage.build(jdk, distribution, busybox, work), archives.resolve("navarch.tar"));
      write(EtcdImage.build(etcd, busybox), archives.resolve("etcd.tar"));
    } finally {
      FileTree.delete(work);
    }
    return 0;
  }

  private static void require(Path program, String debianPackage) {
    if (!Files.isExecutable(program)) {
      throw new UserException(
          program + " is missing; Debian's package " + debianPackage + " brings it");
    }
  }

  private void write(OciImage image, Path archive) throws IOException {
    image.writeTo(archive);
    System.out.println(image.reference() + " is in " + archive);
    if (load) {
      Result result =
          io.navarch.launcher.process.Command.run(
              Duration.ofMinutes(5), List.of("docker", "load", "-i", archive.toString()));
      if (!result.succeeded()) {
        throw new UserException("docker did not take the image: " + result.output().strip());
      }
      System.out.print(result.output());
    }
  }
}
