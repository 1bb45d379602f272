package io.navarch.launcher.cluster;

import io.navarch.model.pki.EncryptionKeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Writes each role's configuration file from the cluster's options and layout. */
public final class RoleProperties {
  /** Where the node's process shows its health and metrics. */
  public static final int NODE_MANAGEMENT_PORT = 10248;

  private final ClusterLayout layout;
  private final ClusterOptions options;

  public RoleProperties(ClusterLayout layout, ClusterOptions options) {
    this.layout = layout;
    this.options = options;
  }

  /** Writes the file and returns its path. */
  public Path write(Role role) throws IOException {
    return write(role, of(role));
  }

  /** The same with other properties than those of a cluster on this machine. */
  public Path write(Role role, Map<String, String> properties) throws IOException {
    StringBuilder text =
        new StringBuilder("# Written by navarch; changes are lost at the next start.\n");
    properties.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    Path file = layout.config(role.roleName());
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return file;
  }

  /** A role's properties in the order in which they are written. */
  public TreeMap<String, String> of(Role role) {
    TreeMap<String, String> properties = new TreeMap<>();
    properties.put("spring.application.name", role.roleName());
    switch (role) {
      case STATE_STORE -> {
        store(properties);
        management(properties, 7379, "state-store/server", "state-store/ca");
        properties.put("server.ssl.client-auth", "need");
      }
      case API_GATEWAY -> {
        gateway(properties);
        properties.put("navarch.gateway.store.url", "https://127.0.0.1:7379");
        properties.put("navarch.gateway.store.ca", pki("state-store/ca.crt"));
        properties.put("navarch.gateway.store.certificate", pki("state-store/client.crt"));
        properties.put("navarch.gateway.store.key", pki("state-store/client.key"));
        management(properties, 7443, "apiserver");
      }
      case SCHEDULER -> {
        scheduler(properties);
        management(properties, 10259, "scheduler");
      }
      case CONTROLLER -> {
        controller(properties);
        management(properties, 10257, "controller");
      }
      case STANDALONE -> {
        store(properties);
        gateway(properties);
        scheduler(properties);
        controller(properties);
        management(properties, 7443, "apiserver");
      }
      case NODE_AGENT -> {
        agent(properties);
        management(properties, NODE_MANAGEMENT_PORT, "node-agent");
      }
      case NETWORK_PROXY -> {
        proxy(properties);
        management(properties, 10256, "node-agent");
      }
      case DNS -> {
        dns(properties);
        management(properties, 10054, "node-agent");
      }
      case NODE -> {
        agent(properties);
        proxy(properties);
        dns(properties);
        management(properties, NODE_MANAGEMENT_PORT, "node-agent");
      }
    }
    return properties;
  }

  private void management(Map<String, String> p, int port, String certificate) {
    management(p, port, certificate, "ca");
  }

  private void management(Map<String, String> p, int port, String certificate, String authority) {
    p.put("server.address", "127.0.0.1");
    p.put("server.port", Integer.toString(port));
    p.put("server.ssl.certificate", pki(certificate + ".crt"));
    p.put("server.ssl.certificate-private-key", pki(certificate + ".key"));
    p.put("server.ssl.trust-certificate", pki(authority + ".crt"));
    p.put("server.ssl.client-auth", "want");
  }

  private void store(Map<String, String> p) {
    p.put("navarch.store.engine", options.store());
    p.put("navarch.store.directory", layout.store().toString());
    if (options.store().equals("etcd")) {
      p.put("navarch.store.etcd.endpoints", "https://127.0.0.1:2379");
      p.put("navarch.store.etcd.ca", pki("state-store/ca.crt"));
      p.put("navarch.store.etcd.cert", pki("state-store/client.crt"));
      p.put("navarch.store.etcd.key", pki("state-store/client.key"));
    }
  }

  private void gateway(Map<String, String> p) {
    p.put("navarch.gateway.port", Integer.toString(options.apiPort()));
    p.put("navarch.gateway.advertise-address", options.nodeIp());
    p.put("navarch.gateway.service-cidr", options.serviceCidr());
    p.put("navarch.gateway.tls-certificate", pki("apiserver.crt"));
    p.put("navarch.gateway.tls-key", pki("apiserver.key"));
    p.put("navarch.gateway.client-ca", pki("ca.crt"));
    p.put("navarch.gateway.front-proxy-ca", pki("front-proxy-ca.crt"));
    p.put("navarch.gateway.service-account-key", pki("sa.pub"));
    p.put("navarch.gateway.service-account-signing-key", pki("sa.key"));
    p.put("navarch.gateway.kubelet-client-certificate", pki("apiserver-kubelet-client.crt"));
    p.put("navarch.gateway.kubelet-client-key", pki("apiserver-kubelet-client.key"));
    p.put("navarch.gateway.encryption.provider-config", pki(EncryptionKeyFile.NAME));
  }

  private void scheduler(Map<String, String> p) {
    p.put("navarch.scheduler.kubeconfig", layout.kubeconfig("scheduler").toString());
  }

  private void controller(Map<String, String> p) {
    p.put("navarch.controller.kubeconfig", layout.kubeconfig("controller").toString());
    p.put("navarch.controller.cluster-cidr", options.podCidr());
    p.put("navarch.controller.service-cidr", options.serviceCidr());
    p.put("navarch.controller.root-ca-file", pki("ca.crt"));
    p.put("navarch.controller.cluster-signing-certificate", pki("ca.crt"));
    p.put("navarch.controller.cluster-signing-key", pki("ca.key"));
    p.put("navarch.controller.service-account-signing-key", pki("sa.key"));
  }

  private void agent(Map<String, String> p) {
    p.put("navarch.node.kubeconfig", layout.kubeconfig("node-agent").toString());
    p.put("navarch.node.name", options.nodeName());
    p.put("navarch.node.node-ip", options.nodeIp());
    p.put("navarch.node.cri-socket", criSocket().toString());
    p.put("navarch.node.cgroup-root", options.cgroupRoot());
    p.put("navarch.node.root-dir", layout.node().toString());
    p.put("navarch.node.manifests-dir", layout.manifests().toString());
    p.put("navarch.node.log-dir", layout.logs().resolve("pods").toString());
    p.put("navarch.node.cluster-dns", options.dnsIp());
    p.put("navarch.node.tls-cert", pki("node-agent.crt"));
    p.put("navarch.node.tls-key", pki("node-agent.key"));
    p.put("navarch.node.client-ca", pki("ca.crt"));
  }

  private void proxy(Map<String, String> p) {
    p.put("navarch.proxy.kubeconfig", layout.kubeconfig("network-proxy").toString());
    p.put("navarch.proxy.node-name", options.nodeName());
    p.put("navarch.proxy.node-ip", options.nodeIp());
    p.put("navarch.proxy.cluster-cidr", options.podCidr());
    p.put("navarch.proxy.service-cidr", options.serviceCidr());
    p.put("navarch.proxy.cni-config-dir", layout.cniConfig().toString());
    p.put("navarch.proxy.cni-data-dir", layout.cniData().toString());
  }

  private void dns(Map<String, String> p) {
    p.put("navarch.dns.kubeconfig", layout.kubeconfig("dns").toString());
    p.put("navarch.dns.node-name", options.nodeName());
    p.put("navarch.dns.node-ip", options.nodeIp());
    p.put("navarch.dns.port", Integer.toString(ClusterDns.PORT));
    p.put("navarch.dns.service-ip", options.dnsIp());
    p.put("navarch.dns.cluster-cidr", options.podCidr());
    p.put("navarch.dns.service-cidr", options.serviceCidr());
  }

  /** The runtime's socket: our own containerd's unless another was named. */
  public Path criSocket() {
    return options.criSocket().isEmpty() ? layout.containerdSocket() : Path.of(options.criSocket());
  }

  private String pki(String file) {
    return layout.pki().resolve(file).toString();
  }
}
