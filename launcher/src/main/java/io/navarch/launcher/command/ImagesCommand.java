package io.navarch.launcher.command;

import io.navarch.launcher.UserException;
import io.navarch.launcher.cluster.Distribution;
import io.navarch.launcher.images.ServiceImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Builds the container image of the services. */
@Command(
    name = "images",
    description = "Build the container image of the services, and hand it to Docker with --load.",
    mixinStandardHelpOptions = true)
public final class ImagesCommand implements Callable<Integer> {
  @Option(
      names = "--output",
      paramLabel = "<file>",
      description = "Where the image archive goes (default: target/navarch/images/navarch.tar).")
  private @Nullable Path output;

  @Option(
      names = "--load",
      description = "Load it into the Docker daemon that the docker client reaches.")
  private boolean load;

  @Override
  public Integer call() throws IOException {
    Distribution distribution = Distribution.current();
    Path archive =
        output == null ? distribution.home().resolve("images").resolve("navarch.tar") : output;
    Path work = Files.createTempDirectory("navarch-image");
    try {
      ServiceImage.build(
              Path.of(System.getProperty("java.home")), distribution.home().resolve("lib"), work)
          .writeTo(archive);
    } finally {
      try (var files = Files.walk(work)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    System.out.println(ServiceImage.REFERENCE + " is in " + archive);
    if (load) {
      var result =
          io.navarch.launcher.process.Command.run(
              java.time.Duration.ofMinutes(5),
              java.util.List.of("docker", "load", "-i", archive.toString()));
      if (!result.succeeded()) {
        throw new UserException("docker did not take the image: " + result.output().strip());
      }
      System.out.print(result.output());
    }
    return 0;
  }
}
