package io.navarch.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A key pair with a certificate signed by itself, made by the JDK's keytool.
 *
 * @param store a PKCS12 file
 */
record KeyPairFile(Path store) {
  private static final String PASSWORD = "changeit";
  private static final String ALIAS = "me";

  /**
   * @param name a distinguished name, such as {@code O=devs, CN=jane}
   * @param more further words of {@code keytool -genkeypair}
   */
  static KeyPairFile generate(Path folder, String name, String... more) {
    KeyPairFile keys = new KeyPairFile(folder.resolve("keys.p12"));
    List<String> words =
        new ArrayList<>(List.of("-genkeypair", "-keyalg", "EC", "-dname", name, "-validity", "2"));
    words.addAll(List.of(more));
    keys.keytool(words);
    return keys;
  }

  /** The certificate in PEM. */
  String certificate() {
    return keytool(List.of("-exportcert", "-rfc"));
  }

  /** A request to certify the public key, in PEM. */
  String certificateRequest() {
    return keytool(List.of("-certreq"));
  }

  /** The private key in PEM. */
  String privateKey() throws IOException, GeneralSecurityException {
    byte[] key = open().getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
        + "\n-----END PRIVATE KEY-----\n";
  }

  /** For a server that shows the certificate. */
  SSLContext serverTls() throws IOException, GeneralSecurityException {
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(open(), PASSWORD.toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls;
  }

  private KeyStore open() throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  private String keytool(List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(words);
    command.addAll(
        List.of(
            "-alias",
            ALIAS,
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD));
    return Shell.run(Duration.ofSeconds(30), command).mustSucceed();
  }
}
