package io.navarch.launcher.join;

import io.navarch.model.pki.Kubeconfig;
import io.navarch.model.pki.Pem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/**
 * What a stranger must know to talk to the right cluster.
 *
 * @param server such as {@code https://192.0.2.10:6443}
 * @param authority by whom the server's certificate is issued
 */
public record ClusterAccess(String server, X509Certificate authority) {

  /** The kubeconfig of {@code cluster-info}: a cluster, no user. */
  public String clusterInfo() {
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: ""
      cluster:
        server: %s
        certificate-authority-data: %s
    contexts: null
    current-context: ""
    users: null
    """
        .formatted(server, authorityData());
  }

  /** A kubeconfig whose user shows a bootstrap token. */
  String withToken(BootstrapToken token) {
    return kubeconfig(List.of("token: " + token.reveal()));
  }

  /** A kubeconfig whose user shows a certificate that lies with its key in one file. */
  String withCertificate(Path file) {
    return kubeconfig(
        List.of(
            "client-certificate: " + file.toAbsolutePath(),
            "client-key: " + file.toAbsolutePath()));
  }

  private String kubeconfig(List<String> credentials) {
    return Kubeconfig.text(server, authority, "node", credentials);
  }

  private String authorityData() {
    return Base64.getEncoder()
        .encodeToString(Pem.encode(authority).getBytes(StandardCharsets.US_ASCII));
  }
}
