package io.navarch.launcher.command;

import io.navarch.launcher.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints where the administrator's kubeconfig is. */
@Command(
    name = "kubeconfig",
    description = "Print the path of the administrator's kubeconfig.",
    mixinStandardHelpOptions = true)
public final class KubeconfigCommand implements Callable<Integer> {
  @Mixin private final DataDirectory data = new DataDirectory();

  @Override
  public Integer call() {
    Path file = data.layout().kubeconfig("admin");
    if (!Files.exists(file)) {
      throw new UserException(
          "There is no cluster in " + data.layout().data() + "; make one: ./navarch up");
    }
    System.out.println(file);
    return 0;
  }
}
