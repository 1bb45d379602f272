package io.navarch.model.pki;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Writes kubeconfig files with everything embedded, so that one file is all a client needs. */
public final class Kubeconfig {
  private Kubeconfig() {}

  /**
   * @param server such as {@code https://127.0.0.1:6443}
   * @param ca the authority that the server's certificate is checked against
   */
  public static void write(Path file, String server, X509Certificate ca, KeyedCertificate client) {
    Pem.writeSecret(file, text(server, ca, client));
  }

  private static String text(String server, X509Certificate ca, KeyedCertificate client) {
    return text(
        server,
        ca,
        Subjects.commonName(client.certificate()),
        List.of(
            "client-certificate-data: " + base64(client.certificatePem()),
            "client-key-data: " + base64(client.keyPem())));
  }

  /**
   * A kubeconfig with one cluster and one user.
   *
   * @param credentials lines of the user, such as {@code token: …}
   */
  public static String text(
      String server, X509Certificate ca, String user, List<String> credentials) {
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: navarch
      cluster:
        server: %1$s
        certificate-authority-data: %2$s
    contexts:
    - name: %3$s@navarch
      context:
        cluster: navarch
        user: %3$s
    current-context: %3$s@navarch
    users:
    - name: %3$s
      user:
        %4$s
    """
        .formatted(server, base64(Pem.encode(ca)), user, String.join("\n    ", credentials));
  }

  /** The value of the first line {@code key: value} of a file that this class wrote. */
  static String value(String text, String key) {
    return text.lines()
        .map(String::strip)
        .filter(line -> line.startsWith(key + ": "))
        .map(line -> line.substring(key.length() + 2))
        .findFirst()
        .orElse("");
  }

  static String embedded(String text, String key) {
    return new String(Base64.getDecoder().decode(value(text, key)), StandardCharsets.UTF_8);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
