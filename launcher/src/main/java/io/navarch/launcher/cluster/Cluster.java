package io.navarch.launcher.cluster;

import io.navarch.launcher.UserException;
import io.navarch.launcher.process.Daemon;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The processes of a cluster on this machine. */
public final class Cluster {
  /** Few arenas of the C heap: more of them only hold memory that nobody uses. */
  private static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

  private final ClusterLayout layout;
  private final InstantSource clock;

  public Cluster(ClusterLayout layout, InstantSource clock) {
    this.layout = layout;
    this.clock = clock;
  }

  public ClusterLayout layout() {
    return layout;
  }

  public Daemon daemon(String role) {
    return new Daemon(
        role, layout.run().resolve(role + ".pid"), layout.logs().resolve(role + ".log"));
  }

  public Daemon daemon(Role role) {
    return daemon(role.roleName());
  }

  /**
   * Every process that this launcher may have started, in the order in which they are stopped:
   * those of one step do not need each other to end well.
   */
  public List<List<Daemon>> stopSteps() {
    return List.of(
        daemons(
            Role.NODE,
            Role.NODE_AGENT,
            Role.DNS,
            Role.NETWORK_PROXY,
            Role.CONTROLLER,
            Role.SCHEDULER),
        daemons(Role.API_GATEWAY, Role.STANDALONE),
        daemons(Role.STATE_STORE),
        List.of(daemon("etcd")),
        List.of(daemon("containerd")));
  }

  /** The same in a row. */
  public List<Daemon> all() {
    return stopSteps().stream().flatMap(List::stream).toList();
  }

  public boolean isRunning() {
    return all().stream().anyMatch(daemon -> daemon.running().isPresent());
  }

  private List<Daemon> daemons(Role... roles) {
    return Stream.of(roles).map(this::daemon).toList();
  }

  /** Whether a cluster made with these options has this process. */
  public boolean isExpected(Daemon daemon, ClusterOptions options) {
    return switch (daemon.name()) {
      case "etcd" -> options.store().equals("etcd");
      case "containerd" -> options.criSocket().isEmpty();
      default ->
          Stream.concat(
                  Role.controlPlane(options.separate()).stream(),
                  Role.node(options.separate()).stream())
              .anyMatch(role -> role.roleName().equals(daemon.name()));
    };
  }

  /** Starts a role with its configuration; does nothing where it runs already. */
  public void start(Role role, ClusterOptions options, Distribution distribution)
      throws IOException {
    start(role, new RoleProperties(layout, options).write(role), distribution);
  }

  /** The same with a configuration that is written already. */
  public void start(Role role, Path configuration, Distribution distribution) throws IOException {
    daemon(role).start(distribution.command(role, configuration), ENVIRONMENT);
  }

  /**
   * Waits until a condition holds, as long as the process that must bring it about lives.
   *
   * @throws UserException if the process ends or the time is over; it names the log and quotes its
   *     end
   */
  public void await(String what, Duration limit, Daemon daemon, BooleanSupplier condition) {
    java.time.Instant end = clock.instant().plus(limit);
    while (!condition.getAsBoolean()) {
      if (daemon.running().isEmpty()) {
        throw new UserException(explain(daemon.name() + " ended before " + what, daemon));
      }
      if (clock.instant().isAfter(end)) {
        throw new UserException(
            explain(
                "gave up waiting until " + what + " after " + limit.toSeconds() + " s", daemon));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted");
    }
  }

  private static String explain(String problem, Daemon daemon) {
    return problem
        + ". The end of "
        + daemon.logFile()
        + ":\n    "
        + String.join("\n    ", daemon.lastLogLines(15));
  }
}
