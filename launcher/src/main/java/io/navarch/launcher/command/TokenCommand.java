package io.navarch.launcher.command;

import io.fabric8.kubernetes.api.model.Secret;
import io.navarch.launcher.UserException;
import io.navarch.launcher.cluster.AdminClient;
import io.navarch.launcher.cluster.ClusterLayout;
import io.navarch.launcher.cluster.ClusterOptions;
import io.navarch.launcher.join.AuthorityHash;
import io.navarch.launcher.join.BootstrapToken;
import io.navarch.launcher.join.BootstrapTokens;
import io.navarch.model.pki.Pem;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes, lists and deletes the tokens that machines join the cluster with. */
@Command(
    name = "token",
    description = "Tokens that further machines join the cluster with.",
    mixinStandardHelpOptions = true)
public final class TokenCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(System.out);
    }
  }

  private static BootstrapTokens tokens(AdminClient admin) {
    return new BootstrapTokens(admin.client(), InstantSource.system());
  }

  @Command(name = "create", description = "Make a token and print the line to join with.")
  int create(
      @Mixin DataDirectory data,
      @Option(
              names = "--ttl",
              paramLabel = "<duration>",
              defaultValue = "PT24H",
              description = "How long it holds, such as PT30M (default: PT24H).")
          Duration ttl,
      @Option(names = "--description", defaultValue = "", description = "What it is for.")
          String description)
      throws IOException {
    ClusterLayout layout = data.layout();
    ClusterOptions options = options(layout);
    if (!ttl.isPositive()) {
      throw new UserException("--ttl must be more than nothing");
    }
    BootstrapToken token = BootstrapToken.generate(new SecureRandom());
    try (AdminClient admin = AdminClient.of(layout)) {
      tokens(admin).add(token, ttl, description);
    }
    System.out.println(
        "./navarch join "
            + options.nodeIp()
            + ":"
            + options.apiPort()
            + " --token "
            + token.reveal()
            + " --discovery-token-ca-cert-hash "
            + AuthorityHash.of(Pem.certificate(Pem.read(layout.pki().resolve("ca.crt")))).text());
    return 0;
  }

  @Command(name = "list", description = "Show the tokens, without their secret halves.")
  int list(@Mixin DataDirectory data) throws IOException {
    options(data.layout());
    try (AdminClient admin = AdminClient.of(data.layout())) {
      System.out.printf("%-8s %-22s %s%n", "TOKEN", "EXPIRES", "DESCRIPTION");
      for (Secret token : tokens(admin).all()) {
        System.out.printf(
            "%-8s %-22s %s%n",
            BootstrapTokens.field(token, "token-id"),
            BootstrapTokens.field(token, "expiration"),
            BootstrapTokens.field(token, "description"));
      }
    }
    return 0;
  }

  @Command(name = "delete", description = "Delete a token; nobody can join with it any more.")
  int delete(
      @Mixin DataDirectory data,
      @Parameters(paramLabel = "<id>", description = "Its first six letters.") String id)
      throws IOException {
    options(data.layout());
    try (AdminClient admin = AdminClient.of(data.layout())) {
      if (!tokens(admin).remove(id.split("\\.", 2)[0])) {
        throw new UserException("there is no token " + id);
      }
    }
    return 0;
  }

  private static ClusterOptions options(ClusterLayout layout) throws IOException {
    return ClusterOptions.load(layout.options())
        .orElseThrow(
            () ->
                new UserException(
                    "There is no cluster in " + layout.data() + "; make one: ./navarch up"));
  }
}
