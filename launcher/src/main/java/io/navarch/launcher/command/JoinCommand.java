package io.navarch.launcher.command;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.launcher.Console;
import io.navarch.launcher.UserException;
import io.navarch.launcher.cluster.AdminClient;
import io.navarch.launcher.cluster.Cluster;
import io.navarch.launcher.cluster.ClusterLayout;
import io.navarch.launcher.cluster.Distribution;
import io.navarch.launcher.cluster.Role;
import io.navarch.launcher.host.HostAddress;
import io.navarch.launcher.host.HostCheck;
import io.navarch.launcher.join.AuthorityHash;
import io.navarch.launcher.join.BootstrapToken;
import io.navarch.launcher.join.ClusterAccess;
import io.navarch.launcher.join.ClusterDiscovery;
import io.navarch.launcher.join.JoinedNode;
import io.navarch.launcher.join.NodeJoin;
import io.navarch.model.client.GatewayClients;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes this machine a node of a cluster that runs elsewhere, or goes on being one. */
@Command(
    name = "join",
    description = "Make this machine a node of a running cluster.",
    mixinStandardHelpOptions = true)
public final class JoinCommand implements Callable<Integer> {
  private static final Duration START = Duration.ofMinutes(2);

  @Mixin private final DataDirectory data = new DataDirectory();

  @Parameters(
      arity = "0..1",
      paramLabel = "<host:port>",
      description = "The cluster's API; not needed where this machine has joined before.")
  private @Nullable String endpoint;

  @Option(
      names = "--token",
      paramLabel = "<token>",
      description = "What ./navarch token create printed.")
  private @Nullable String token;

  @Option(
      names = "--discovery-token-ca-cert-hash",
      paramLabel = "<hash>",
      description = "sha256:… of the cluster's authority; may be given more than once.")
  private List<String> hashes = new ArrayList<>();

  @Option(
      names = "--discovery-token-unsafe-skip-ca-verification",
      description = "Rely on the token alone to know the cluster.")
  private boolean skipAuthority;

  @Mixin private final NodeOptions own = new NodeOptions();

  @Override
  public Integer call() throws Exception {
    ClusterLayout layout = data.layout();
    if (Files.exists(layout.options())) {
      throw new UserException(
          layout.data() + " holds a cluster of its own; take another --data-dir for the node");
    }
    InstantSource clock = InstantSource.system();
    Console console = new Console(System.out, clock, System.console() != null);
    Cluster cluster = new Cluster(layout, clock);
    Distribution distribution = Distribution.current();
    Optional<JoinedNode> before = JoinedNode.load(layout);
    console.step("this machine has what a node needs", () -> check(cluster));
    JoinedNode node = before.isPresent() ? before.get() : joined(layout, console, clock);
    start(node, cluster, distribution, console);
    console.say(
        "\nThis machine is node " + node.options().nodeName() + " of " + node.server() + ".");
    return 0;
  }

  private JoinedNode joined(ClusterLayout layout, Console console, InstantSource clock)
      throws Exception {
    String where = endpoint;
    String shown = token;
    if (where == null || shown == null) {
      throw new UserException(
          "say which cluster: navarch join <host:port> --token <token> --discovery-token-ca-cert-hash <hash>; the cluster prints it: ./navarch token create");
    }
    if (hashes.isEmpty() && !skipAuthority) {
      throw new UserException(
          "--discovery-token-ca-cert-hash is missing: without it anybody who learnt the token could pretend to be the cluster");
    }
    BootstrapToken parsed = BootstrapToken.parse(shown);
    Set<AuthorityHash> known = hashes.stream().map(AuthorityHash::new).collect(Collectors.toSet());
    NodeJoin.Wanted wanted =
        new NodeJoin.Wanted(
            own.name == null ? HostAddress.hostName() : own.name,
            own.ip == null ? HostAddress.primary() : own.ip,
            own.criSocket == null ? "" : own.criSocket,
            own.cgroupRoot == null ? "/" : own.cgroupRoot);
    ClusterAccess access =
        console.step(
            "cluster found, and it is the right one",
            () -> ClusterDiscovery.discover(where, parsed, known));
    return console.step(
        "certificate of node " + wanted.name(),
        () -> NodeJoin.join(layout, access, parsed, wanted, clock.instant()));
  }

  private static boolean check(Cluster cluster) throws IOException {
    boolean runs = cluster.daemon(Role.NODE).running().isPresent();
    HostCheck.require(UpCommand.defaults(), runs ? List.of() : HostCheck.nodePorts());
    return true;
  }

  private static void start(
      JoinedNode node, Cluster cluster, Distribution distribution, Console console)
      throws Exception {
    ClusterLayout layout = cluster.layout();
    if (node.options().criSocket().isEmpty()) {
      OwnRuntime.begin(cluster, START).finish(console);
    }
    cluster.start(Role.NODE, node.writeProperties(layout), distribution);
    String name = node.options().nodeName();
    try (KubernetesClient client =
        GatewayClients.fromKubeconfig(layout.kubeconfig("node-agent"), "navarch-join")) {
      console.step(
          "node " + name + " ready",
          () -> {
            cluster.await(
                "the node is ready", START, cluster.daemon(Role.NODE), () -> isReady(client, name));
            return true;
          });
    }
  }

  private static boolean isReady(KubernetesClient client, String name) {
    try {
      Node node = client.nodes().withName(name).get();
      return node != null && AdminClient.isReady(node);
    } catch (KubernetesClientException e) {
      return false;
    }
  }
}
