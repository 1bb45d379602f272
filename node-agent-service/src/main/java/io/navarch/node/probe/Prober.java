package io.navarch.node.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.GRPCAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.navarch.node.cri.ContainerRuntime;
import io.navarch.node.cri.RuntimeFailure;
import io.navarch.node.health.v1.HealthCheckRequest;
import io.navarch.node.health.v1.HealthCheckResponse;
import io.navarch.node.health.v1.HealthGrpc;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks at a container once, in the way its probe says. */
public final class Prober {
  private static final int LONGEST_OUTPUT = 10 * 1024;

  private final ContainerRuntime runtime;

  public Prober(ContainerRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * @param podIp where the container listens
   */
  public ProbeOutcome probe(Probe probe, Container container, String containerId, String podIp) {
    Duration timeout =
        Duration.ofSeconds(probe.getTimeoutSeconds() == null ? 1 : probe.getTimeoutSeconds());
    if (probe.getExec() != null) {
      return exec(probe, containerId, timeout);
    }
    if (probe.getHttpGet() != null) {
      return http(probe.getHttpGet(), container, podIp, timeout);
    }
    if (probe.getTcpSocket() != null) {
      Integer port = port(probe.getTcpSocket().getPort(), container);
      if (port == null) {
        return ProbeOutcome.failed(
            "couldn't find port: " + probe.getTcpSocket().getPort().getStrVal());
      }
      String host = probe.getTcpSocket().getHost();
      return TcpCheck.connect(host == null || host.isEmpty() ? podIp : host, port, timeout);
    }
    if (probe.getGrpc() != null) {
      return grpc(probe.getGrpc(), podIp, timeout);
    }
    return ProbeOutcome.failed("missing probe handler");
  }

  private ProbeOutcome exec(Probe probe, String containerId, Duration timeout) {
    try {
      var result = runtime.exec(containerId, probe.getExec().getCommand(), timeout);
      String output = text(result.stdout()) + text(result.stderr());
      return new ProbeOutcome(
          result.exitCode() == 0,
          output.length() > LONGEST_OUTPUT ? output.substring(0, LONGEST_OUTPUT) : output);
    } catch (RuntimeFailure e) {
      if (e.kind() == RuntimeFailure.Kind.DEADLINE) {
        return ProbeOutcome.failed(
            "command timed out: \""
                + String.join(" ", probe.getExec().getCommand())
                + "\" timed out after "
                + timeout.toSeconds()
                + "s");
      }
      return ProbeOutcome.failed(String.valueOf(e.getMessage()));
    }
  }

  /** A GET on the container, also for lifecycle hooks. */
  public static ProbeOutcome http(
      HTTPGetAction get, Container container, String podIp, Duration timeout) {
    Integer port = port(get.getPort(), container);
    if (port == null) {
      return ProbeOutcome.failed("couldn't find port: " + get.getPort().getStrVal());
    }
    String host = get.getHost() == null || get.getHost().isEmpty() ? podIp : get.getHost();
    return HttpCheck.get(
        get.getScheme() == null ? "http" : get.getScheme(),
        host,
        port,
        get.getPath() == null ? "" : get.getPath(),
        get.getHttpHeaders(),
        timeout);
  }

  private static ProbeOutcome grpc(GRPCAction action, String podIp, Duration timeout) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(podIp, action.getPort())
            .usePlaintext()
            .userAgent("kube-probe/1.36")
            .build();
    try {
      String service = action.getService() == null ? "" : action.getService();
      HealthCheckResponse response =
          HealthGrpc.newBlockingStub(channel)
              .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
              .check(HealthCheckRequest.newBuilder().setService(service).build());
      return response.getStatus() == HealthCheckResponse.ServingStatus.SERVING
          ? ProbeOutcome.passed()
          : ProbeOutcome.failed(
              "service unhealthy (responded with \"" + response.getStatus() + "\")");
    } catch (StatusRuntimeException e) {
      return switch (e.getStatus().getCode()) {
        case UNIMPLEMENTED ->
            ProbeOutcome.failed("error: this server does not implement the grpc health protocol");
        case DEADLINE_EXCEEDED ->
            ProbeOutcome.failed(
                "timeout: health rpc did not complete within " + timeout.toSeconds() + "s");
        default -> ProbeOutcome.failed("error: health rpc probe failed: " + e.getMessage());
      };
    } finally {
      channel.shutdownNow();
    }
  }

  private static @Nullable Integer port(@Nullable IntOrString port, Container container) {
    if (port == null) {
      return null;
    }
    if (port.getIntVal() != null) {
      return port.getIntVal();
    }
    for (ContainerPort p : container.getPorts()) {
      if (p.getName() != null && p.getName().equals(port.getStrVal())) {
        return p.getContainerPort();
      }
    }
    try {
      return Integer.valueOf(port.getStrVal());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
