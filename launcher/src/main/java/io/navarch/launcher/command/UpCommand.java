package io.navarch.launcher.command;

import io.navarch.launcher.Console;
import io.navarch.launcher.UserException;
import io.navarch.launcher.cluster.AdminClient;
import io.navarch.launcher.cluster.Cluster;
import io.navarch.launcher.cluster.ClusterDns;
import io.navarch.launcher.cluster.ClusterLayout;
import io.navarch.launcher.cluster.ClusterOptions;
import io.navarch.launcher.cluster.ClusterPkiFiles;
import io.navarch.launcher.cluster.Demo;
import io.navarch.launcher.cluster.Distribution;
import io.navarch.launcher.cluster.Role;
import io.navarch.launcher.host.Etcd;
import io.navarch.launcher.host.HostAddress;
import io.navarch.launcher.host.HostCheck;
import io.navarch.launcher.join.ClusterAccess;
import io.navarch.launcher.join.ClusterBootstrap;
import io.navarch.launcher.join.JoinedNode;
import io.navarch.model.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes or resumes a cluster on this machine and ends when it is usable. */
@Command(
    name = "up",
    description = "Start the cluster on this machine, or go on with the one that was stopped.",
    mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
  private static final Duration START = Duration.ofMinutes(2);

  @Mixin private final DataDirectory data = new DataDirectory();

  @Option(
      names = "--store",
      paramLabel = "<engine>",
      description = "embedded (default) or etcd; fixed once the cluster exists.")
  private @Nullable String store;

  @Option(names = "--separate", negatable = true, description = "One JVM a role.")
  private @Nullable Boolean separate;

  @Mixin private final NodeOptions node = new NodeOptions();

  @Option(names = "--no-demo", description = "Do not deploy the demo.")
  private boolean noDemo;

  /** What a new cluster gets where nothing is asked for. */
  static ClusterOptions defaults() throws IOException {
    return new ClusterOptions(
        "embedded",
        false,
        "",
        "/",
        HostAddress.hostName(),
        HostAddress.primary(),
        6443,
        "10.244.0.0/16",
        "10.96.0.0/16",
        "10.96.0.10");
  }

  @Override
  public Integer call() throws Exception {
    ClusterLayout layout = data.layout();
    if (Files.exists(JoinedNode.file(layout))) {
      throw new UserException(
          layout.data() + " holds a node of another cluster; take another --data-dir");
    }
    InstantSource clock = InstantSource.system();
    Console console = new Console(System.out, clock, System.console() != null);
    Cluster cluster = new Cluster(layout, clock);
    ClusterOptions options = options(cluster);
    Distribution distribution = Distribution.current();

    console.step("this machine has what a node needs", () -> check(options, cluster));
    options.save(layout.options());
    Optional<OwnRuntime> runtime =
        options.criSocket().isEmpty()
            ? Optional.of(OwnRuntime.begin(cluster, START))
            : Optional.empty();
    console.step(
        "certificates and kubeconfigs", () -> ClusterPkiFiles.ensure(layout, options, clock));
    if (options.store().equals("etcd")) {
      Etcd etcd = new Etcd(layout);
      console.step(
          "etcd",
          () -> {
            etcd.start();
            cluster.await("etcd answers", START, etcd.daemon(), etcd::isReady);
            return true;
          });
    }
    startRoles(cluster, options, distribution, Role.controlPlane(options.separate()));
    if (runtime.isPresent()) {
      runtime.get().finish(console);
    }
    startRoles(cluster, options, distribution, Role.node(options.separate()));
    try (AdminClient admin = AdminClient.of(layout)) {
      console.step(
          "control plane ready",
          () -> {
            cluster.await(
                "the API server is ready",
                START,
                cluster.daemon(options.separate() ? Role.API_GATEWAY : Role.STANDALONE),
                admin::apiIsReady);
            return true;
          });
      ClusterBootstrap.apply(
          admin.client(),
          new ClusterAccess(
              "https://" + options.nodeIp() + ":" + options.apiPort(),
              Pem.certificate(Pem.read(layout.pki().resolve("ca.crt")))),
          options);
      ClusterDns dns = new ClusterDns(options);
      Demo demo = new Demo(admin.client());
      console.step(
          "node " + options.nodeName() + " ready",
          () -> {
            cluster.await(
                "the node is ready",
                START,
                cluster.daemon(options.separate() ? Role.NODE_AGENT : Role.NODE),
                () -> demo.nodeIsReady(options.nodeName()));
            return true;
          });
      if (!noDemo) {
        console.step(
            "demo running: deployment demo with 2 pods and a service",
            () -> {
              demo.deploy();
              cluster.await(
                  "the demo runs",
                  START,
                  cluster.daemon(options.separate() ? Role.NODE_AGENT : Role.NODE),
                  demo::isAvailable);
              return true;
            });
      }
      if (!dns.isSomebodyElses(admin.client())) {
        awaitDns(console, cluster, options, dns);
      }
      console.say(next(layout, noDemo ? "" : demo.serviceAddress()));
    }
    return 0;
  }

  private static void awaitDns(
      Console console, Cluster cluster, ClusterOptions options, ClusterDns dns) throws Exception {
    if (!dns.canBeReached()) {
      console.say(
          "   pods have no cluster DNS: this node is reached at "
              + options.nodeIp()
              + " only; give it another address by --node-ip");
      return;
    }
    console.step(
        "cluster DNS answers at " + options.dnsIp(),
        () -> {
          cluster.await(
              "cluster DNS answers",
              START,
              cluster.daemon(options.separate() ? Role.DNS : Role.NODE),
              dns::answers);
          return true;
        });
  }

  private static void startRoles(
      Cluster cluster, ClusterOptions options, Distribution distribution, List<Role> roles)
      throws IOException {
    for (Role role : roles) {
      cluster.start(role, options, distribution);
    }
  }

  private static boolean check(ClusterOptions options, Cluster cluster) throws IOException {
    HostCheck.require(options, cluster.isRunning() ? List.of() : HostCheck.ports(options));
    return true;
  }

  /** The saved options with what this call asks for; what cannot change any more is refused. */
  private ClusterOptions options(Cluster cluster) throws IOException {
    ClusterLayout layout = cluster.layout();
    ClusterOptions base = ClusterOptions.load(layout.options()).orElse(null);
    if (base != null && store != null && !store.equals(base.store())) {
      throw new UserException(
          "The cluster in "
              + layout.data()
              + " keeps its state in the "
              + base.store()
              + " store. Take another --data-dir, or delete it: ./navarch down --delete");
    }
    ClusterOptions from = base == null ? defaults() : base;
    ClusterOptions wanted =
        new ClusterOptions(
            store == null ? from.store() : store,
            separate == null ? from.separate() : separate,
            node.criSocket == null ? from.criSocket() : node.criSocket,
            node.cgroupRoot == null ? from.cgroupRoot() : node.cgroupRoot,
            node.name == null ? from.nodeName() : node.name,
            node.ip == null ? from.nodeIp() : node.ip,
            from.apiPort(),
            from.podCidr(),
            from.serviceCidr(),
            from.dnsIp());
    if (base != null && cluster.isRunning()) {
      refuseChange("--separate", wanted.separate(), base.separate());
      refuseChange("--cgroup-root", wanted.cgroupRoot(), base.cgroupRoot());
    }
    return wanted;
  }

  private static void refuseChange(String option, Object wanted, Object now) {
    if (!wanted.equals(now)) {
      throw new UserException(
          "The cluster runs; stop it first to change " + option + ": ./navarch down");
    }
  }

  private static String next(ClusterLayout layout, String demo) throws IOException {
    boolean standard = layout.data().equals(ClusterLayout.DEFAULT_DATA);
    String option = standard ? "" : " --data-dir " + layout.data();
    StringBuilder text = new StringBuilder("\nYour cluster is ready. Try:\n");
    text.append("   export KUBECONFIG=$(./navarch kubeconfig").append(option).append(")\n");
    text.append("   kubectl get nodes -o wide\n   kubectl get pods -A -o wide\n");
    if (!demo.isEmpty()) {
      text.append("   curl http://").append(demo).append("/\n");
    }
    text.append("   ./navarch status").append(option).append('\n');
    text.append("   ./navarch down").append(option);
    if (!Files.exists(java.nio.file.Path.of("/usr/bin/kubectl"))
        && !Files.exists(java.nio.file.Path.of("/usr/local/bin/kubectl"))) {
      text.append("\nkubectl is any Kubernetes client of version 1.35 to 1.37.");
    }
    return text.toString();
  }
}
