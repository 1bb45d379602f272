package io.navarch.model.client;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.navarch.model.pki.CertificateRequest;
import io.navarch.model.pki.KeyAlgorithm;
import io.navarch.model.pki.Pem;
import io.navarch.model.pki.PkiException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that a node wants from one of the cluster's signers, and how it gets it: a
 * CertificateSigningRequest for a fresh key, which somebody approves and a signer signs.
 *
 * @param signer such as {@code kubernetes.io/kubelet-serving}
 * @param dnsNames and {@code ipAddresses}: what a serving certificate is for
 */
public record CertificateOrder(
    String signer,
    String commonName,
    List<String> organizations,
    Set<String> dnsNames,
    Set<String> ipAddresses,
    List<String> usages) {
  private static final String NODE_CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";
  private static final String NODE_SERVING = "kubernetes.io/kubelet-serving";

  public CertificateOrder {
    organizations = List.copyOf(organizations);
    dnsNames = Set.copyOf(dnsNames);
    ipAddresses = Set.copyOf(ipAddresses);
    usages = List.copyOf(usages);
  }

  /** The certificate by which a node shows the API who it is. */
  public static CertificateOrder nodeClient(String node) {
    return new CertificateOrder(
        NODE_CLIENT,
        "system:node:" + node,
        List.of("system:nodes"),
        Set.of(),
        Set.of(),
        List.of("digital signature", "client auth"));
  }

  /** The certificate of a node's own HTTPS API. */
  public static CertificateOrder nodeServing(
      String node, Set<String> dnsNames, Set<String> ipAddresses) {
    return new CertificateOrder(
        NODE_SERVING,
        "system:node:" + node,
        List.of("system:nodes"),
        dnsNames,
        ipAddresses,
        List.of("digital signature", "server auth"));
  }

  /**
   * Sends the request and waits until it is decided.
   *
   * @param issued takes the certificates and the key, in PEM
   * @throws PkiException if it was denied, failed or not decided in time
   * @throws KubernetesClientException if the API does not take it
   */
  public void obtain(
      KubernetesClient client, Duration patience, BiConsumer<String, String> issued) {
    KeyPair keys = KeyAlgorithm.EC_P256.generate();
    CertificateSigningRequest sent = client.resource(request(keys)).create();
    String name = sent.getMetadata().getName();
    CertificateSigningRequest decided;
    try {
      decided =
          client
              .certificates()
              .v1()
              .certificateSigningRequests()
              .withName(name)
              .waitUntilCondition(
                  CertificateOrder::isDecided, patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (KubernetesClientTimeoutException e) {
      throw new PkiException(
          "nobody decided on certificate signing request " + name + " for " + patience, e);
    }
    if (decided == null || decided.getStatus().getCertificate() == null) {
      throw new PkiException(
          "certificate signing request " + name + " was refused: " + why(decided));
    }
    String certificates =
        new String(
            Base64.getMimeDecoder().decode(decided.getStatus().getCertificate()),
            StandardCharsets.US_ASCII);
    issued.accept(certificates, Pem.encode(keys.getPrivate()));
  }

  private CertificateSigningRequest request(KeyPair keys) {
    String pem = CertificateRequest.make(keys, commonName, organizations, dnsNames, ipAddresses);
    return new CertificateSigningRequestBuilder()
        .withNewMetadata()
        .withGenerateName("csr-")
        .endMetadata()
        .withNewSpec()
        .withSignerName(signer)
        .withRequest(Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)))
        .withUsages(usages)
        .endSpec()
        .build();
  }

  private static boolean isDecided(@Nullable CertificateSigningRequest r) {
    return r == null
        || (r.getStatus() != null
            && (r.getStatus().getCertificate() != null || refusal(r) != null));
  }

  private static @Nullable CertificateSigningRequestCondition refusal(
      CertificateSigningRequest request) {
    return request.getStatus().getConditions().stream()
        .filter(c -> Set.of("Denied", "Failed").contains(c.getType()))
        .findFirst()
        .orElse(null);
  }

  private static String why(@Nullable CertificateSigningRequest request) {
    CertificateSigningRequestCondition refusal = request == null ? null : refusal(request);
    return refusal == null
        ? "it was deleted"
        : refusal.getType() + ": " + Objects.requireNonNullElse(refusal.getMessage(), "");
  }
}
