package io.navarch.launcher.cluster;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Cluster DNS as the launcher sees it: whose it is, and whether it answers. */
public final class ClusterDns {
  /** Where it listens on the node's address, for UDP and TCP. */
  public static final int PORT = 10053;

  private static final int SERVICE_PORT = 53;
  private static final Name VERSION = Name.fromConstantString("dns-version.cluster.local.");

  private final ClusterOptions options;

  public ClusterDns(ClusterOptions options) {
    this.options = options;
  }

  /** Whether pods can reach the address that it listens on. */
  public boolean canBeReached() {
    return !InetAddress.ofLiteral(options.nodeIp()).isLoopbackAddress();
  }

  /** Whether the cluster's DNS is one that runs in pods, CoreDNS' for instance. */
  public boolean isSomebodyElses(KubernetesClient admin) {
    Service service = admin.services().inNamespace("kube-system").withName("kube-dns").get();
    return service != null
        && service.getSpec().getSelector() != null
        && !service.getSpec().getSelector().isEmpty();
  }

  /** Whether it answers at the service's address, as pods ask it. */
  public boolean answers() {
    SimpleResolver resolver =
        new SimpleResolver(
            new InetSocketAddress(InetAddress.ofLiteral(options.dnsIp()), SERVICE_PORT));
    resolver.setTimeout(Duration.ofSeconds(1));
    try {
      Message answer =
          resolver.send(Message.newQuery(Record.newRecord(VERSION, Type.TXT, DClass.IN)));
      return answer.getRcode() == Rcode.NOERROR;
    } catch (IOException e) {
      return false;
    }
  }
}
