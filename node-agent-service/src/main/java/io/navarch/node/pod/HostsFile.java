package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** The text of a pod's {@code /etc/hosts}. */
final class HostsFile {
  private HostsFile() {}

  /**
   * @param nodeFile the node's own file, used for pods on the node's network
   */
  static String text(Pod pod, List<String> ips, String clusterDomain, String nodeFile) {
    StringBuilder text = new StringBuilder();
    if (Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) {
      text.append("# Kubernetes-managed hosts file (host network).\n").append(nodeFile);
    } else {
      text.append("# Kubernetes-managed hosts file.\n");
      text.append("127.0.0.1\tlocalhost\n");
      text.append("::1\tlocalhost ip6-localhost ip6-loopback\n");
      text.append("fe00::0\tip6-localnet\n");
      text.append("fe00::0\tip6-mcastprefix\n");
      text.append("fe00::1\tip6-allnodes\n");
      text.append("fe00::2\tip6-allrouters\n");
      String hostname = Hostname.of(pod);
      String fqdn = Hostname.fqdn(pod, clusterDomain);
      for (String ip : ips) {
        text.append(ip).append('\t');
        if (!fqdn.isEmpty()) {
          text.append(fqdn).append('\t');
        }
        text.append(hostname).append('\n');
      }
    }
    List<HostAlias> aliases = pod.getSpec().getHostAliases();
    if (!aliases.isEmpty()) {
      text.append("\n# Entries added by HostAliases.\n");
      for (HostAlias alias : aliases) {
        text.append(alias.getIp())
            .append('\t')
            .append(String.join("\t", alias.getHostnames()))
            .append('\n');
      }
    }
    return text.toString();
  }
}
