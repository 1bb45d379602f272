package io.navarch.launcher;

import io.navarch.launcher.command.DoctorCommand;
import io.navarch.launcher.command.DownCommand;
import io.navarch.launcher.command.ImagesCommand;
import io.navarch.launcher.command.JoinCommand;
import io.navarch.launcher.command.KubeconfigCommand;
import io.navarch.launcher.command.LogsCommand;
import io.navarch.launcher.command.PkiCommand;
import io.navarch.launcher.command.StartUpCachesCommand;
import io.navarch.launcher.command.StatusCommand;
import io.navarch.launcher.command.TokenCommand;
import io.navarch.launcher.command.UpCommand;
import io.navarch.launcher.process.CommandFailedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code navarch} command line. */
@Command(
    name = "navarch",
    description = "Kubernetes on the JVM: a cluster on this machine.",
    mixinStandardHelpOptions = true,
    subcommands = {
      UpCommand.class,
      JoinCommand.class,
      TokenCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      DoctorCommand.class,
      KubeconfigCommand.class,
      ImagesCommand.class,
      PkiCommand.class,
      StartUpCachesCommand.class
    },
    footer = {
      "",
      "Of the script itself: build, test, format; see README.md.",
    })
public final class NavarchCommand implements Runnable {
  @Spec private @org.jspecify.annotations.Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(System.out);
    }
  }

  /** Parses and runs; the exit code is 0, 1 for a failure and 2 for wrong usage. */
  public static int execute(String... arguments) {
    CommandLine line = new CommandLine(new NavarchCommand());
    line.setExecutionExceptionHandler(
        (e, command, _) -> {
          command.getErr().println();
          command.getErr().println("navarch: " + explain(e));
          if (System.getenv("NAVARCH_DEBUG") != null) {
            e.printStackTrace(command.getErr());
          }
          return 1;
        });
    return line.execute(arguments);
  }

  private static String explain(Exception e) {
    return switch (e) {
      case UserException u -> String.valueOf(u.getMessage());
      case CommandFailedException c -> String.valueOf(c.getMessage());
      case IllegalArgumentException i -> String.valueOf(i.getMessage());
      default ->
          e.getClass().getSimpleName() + ": " + e.getMessage() + " (NAVARCH_DEBUG=1 shows where)";
    };
  }

  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }
}
