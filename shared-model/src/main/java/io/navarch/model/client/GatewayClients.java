package io.navarch.model.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.navarch.model.pki.Pem;
import io.navarch.model.pki.TlsMaterial;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes clients of the gateway from a kubeconfig file.
 *
 * <p>Watches run over plain HTTP responses, so that all of a component's watches share one HTTP/2
 * connection; callbacks run on virtual threads. No request is repeated by the client itself:
 * callers are level-triggered and know better when to try again.
 */
public final class GatewayClients {
  private static final Duration FOLLOW_INTERVAL = Duration.ofSeconds(10);

  private GatewayClients() {}

  /**
   * A client with the identity of {@code kubeconfig}.
   *
   * @param userAgent how the component names itself, such as {@code navarch-controller}
   */
  public static KubernetesClient fromKubeconfig(Path kubeconfig, String userAgent) {
    return fromKubeconfig(kubeconfig, userAgent, builder -> {});
  }

  /**
   * The same, with a say in how its HTTP client is built (interceptors, for instance). A client
   * certificate that the kubeconfig names by file is read anew when the file changes.
   */
  public static KubernetesClient fromKubeconfig(
      Path kubeconfig, String userAgent, Consumer<HttpClient.Builder> http) {
    Config config = config(kubeconfig, userAgent);
    String certificate = config.getClientCertFile();
    String key = config.getClientKeyFile();
    KubernetesClientBuilder builder = builder(config, userAgent, http);
    if (certificate != null && key != null && config.getClientCertData() == null) {
      show(
          builder,
          config,
          ClientIdentity.following(Path.of(certificate), Path.of(key), FOLLOW_INTERVAL));
    }
    return builder.build();
  }

  /**
   * A client of the kubeconfig's cluster that shows {@code identity}, whatever user the kubeconfig
   * names.
   */
  public static KubernetesClient withIdentity(
      Path kubeconfig, String userAgent, ClientIdentity identity) {
    Config config = config(kubeconfig, userAgent);
    KubernetesClientBuilder builder = builder(config, userAgent, _ -> {});
    show(builder, config, identity);
    return builder.build();
  }

  /** The client certificate of the kubeconfig's user, where it has one. */
  public static Optional<ClientIdentity.KeyedChain> identity(Path kubeconfig) {
    Config config = Config.fromKubeconfig(kubeconfig.toFile());
    String certificate = pem(config.getClientCertData(), config.getClientCertFile());
    String key = pem(config.getClientKeyData(), config.getClientKeyFile());
    return certificate.isEmpty() || key.isEmpty()
        ? Optional.empty()
        : Optional.of(ClientIdentity.KeyedChain.ofPem(certificate, key));
  }

  /** Whom the kubeconfig says to believe. */
  public static List<X509Certificate> authorities(Path kubeconfig) {
    return authorities(Config.fromKubeconfig(kubeconfig.toFile()));
  }

  private static KubernetesClientBuilder builder(
      Config config, String userAgent, Consumer<HttpClient.Builder> http) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withTaskExecutor(
            Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(userAgent + "-client-", 0).factory()))
        .withHttpClientBuilderConsumer(http);
  }

  private static void show(
      KubernetesClientBuilder builder, Config config, ClientIdentity identity) {
    config.setClientCertFile(null);
    config.setClientCertData(null);
    config.setClientKeyFile(null);
    config.setClientKeyData(null);
    builder.withHttpClientFactory(
        new RotatingHttpClientFactory(identity, TlsMaterial.trust(authorities(config))));
  }

  private static List<X509Certificate> authorities(Config config) {
    return Pem.certificates(pem(config.getCaCertData(), config.getCaCertFile()));
  }

  private static String pem(@Nullable String data, @Nullable String file) {
    if (data != null) {
      return new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII);
    }
    return file == null ? "" : Pem.read(Path.of(file));
  }

  /** The server, the identity and the settings that a component's client has. */
  public static Config config(Path kubeconfig, String userAgent) {
    Config config = Config.fromKubeconfig(kubeconfig.toFile());
    config.setUserAgent(userAgent);
    config.setOnlyHttpWatches(true);
    config.setRequestRetryBackoffLimit(0);
    config.setWatchReconnectInterval(200);
    config.setRequestTimeout(30_000);
    nameKeyAlgorithm(config);
    return config;
  }

  /**
   * Names the algorithm of the client's key, which is that of its certificate: left to itself the
   * client takes every PKCS#8 key for RSA.
   */
  private static void nameKeyAlgorithm(Config config) {
    try {
      byte[] pem;
      if (config.getClientCertData() != null) {
        pem = Base64.getMimeDecoder().decode(config.getClientCertData());
      } else if (config.getClientCertFile() != null) {
        pem = Files.readAllBytes(Path.of(config.getClientCertFile()));
      } else {
        return;
      }
      config.setClientKeyAlgo(
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(pem))
              .getPublicKey()
              .getAlgorithm());
    } catch (IOException | CertificateException unreadable) {
      throw new IllegalArgumentException(
          "the client certificate of the kubeconfig cannot be read", unreadable);
    }
  }

  /** True when the gateway refused a write because the object had changed or already exists. */
  public static boolean isConflict(KubernetesClientException refused) {
    return refused.getCode() == 409;
  }

  /** True when the gateway said that the object, its kind or its namespace is not there. */
  public static boolean isNotFound(KubernetesClientException refused) {
    return refused.getCode() == 404;
  }
}
