package io.navarch.model.pki;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;

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

  static String text(String server, X509Certificate ca, KeyedCertificate client) {
    String user = userName(client.certificate());
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: navarch
      cluster:
        server: %s
        certificate-authority-data: %s
    contexts:
    - name: %s@navarch
      context:
        cluster: navarch
        user: %s
    current-context: %s@navarch
    users:
    - name: %s
      user:
        client-certificate-data: %s
        client-key-data: %s
    """
        .formatted(
            server,
            base64(Pem.encode(ca)),
            user,
            user,
            user,
            user,
            base64(client.certificatePem()),
            base64(client.keyPem()));
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

  private static String userName(X509Certificate certificate) {
    return Subjects.commonName(certificate);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
