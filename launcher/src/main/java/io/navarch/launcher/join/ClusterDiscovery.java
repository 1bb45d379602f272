package io.navarch.launcher.join;

import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.navarch.launcher.UserException;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import io.navarch.model.pki.AnyCertificate;
import io.navarch.model.pki.ClusterInfoSignature;
import io.navarch.model.pki.Pem;
import io.navarch.model.pki.PkiException;
import io.navarch.model.pki.TlsMaterial;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Finds out whom to believe, as kubeadm does: {@code kube-public/cluster-info} is read from a
 * server that is not known yet; the token's signature and the authority's hash say whether it is
 * the cluster that the token was made in. Then it is read again over a connection that the
 * authority vouches for, and must be the same.
 */
public final class ClusterDiscovery {
  private static final String PATH = "/api/v1/namespaces/kube-public/configmaps/cluster-info";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private ClusterDiscovery() {}

  /**
   * @param endpoint host and port of the API
   * @param hashes one of which the authority must have; empty to rely on the token alone
   * @throws UserException if the cluster cannot be reached or is not the one that is meant
   */
  public static ClusterAccess discover(
      String endpoint, BootstrapToken token, Set<AuthorityHash> hashes) {
    // The token's signature proves afterwards whom this was read from.
    String unchecked = clusterInfo(endpoint, token, AnyCertificate.trust());
    ClusterAccess access = access(unchecked);
    if (!hashes.isEmpty() && !hashes.contains(AuthorityHash.of(access.authority()))) {
      throw new UserException(
          "the cluster at "
              + endpoint
              + " has another authority than --discovery-token-ca-cert-hash says; do not trust it");
    }
    String checked = clusterInfo(endpoint, token, TlsMaterial.trust(List.of(access.authority())));
    if (!checked.equals(unchecked)) {
      throw new UserException("the cluster at " + endpoint + " answers differently each time");
    }
    return access;
  }

  /** The signed kubeconfig, after its signature was checked. */
  private static String clusterInfo(String endpoint, BootstrapToken token, TrustManager[] trust) {
    Map<String, Object> data = ApiObject.mapAt(fetch(endpoint, trust), "data");
    String kubeconfig = ApiObject.string(data, "kubeconfig");
    String signature = ApiObject.string(data, "jws-kubeconfig-" + token.id());
    if (signature.isEmpty()) {
      throw new UserException(
          "the cluster at "
              + endpoint
              + " does not know token "
              + token.id()
              + ", or it has ended; make one there: ./navarch token create");
    }
    if (!ClusterInfoSignature.holds(signature, kubeconfig, token.id(), token.secret())) {
      throw new UserException(
          "the cluster at " + endpoint + " did not sign with this token; do not trust it");
    }
    return kubeconfig;
  }

  private static Map<String, Object> fetch(String endpoint, TrustManager[] trust) {
    try {
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, trust, null);
      try (HttpClient http =
          HttpClient.newBuilder().sslContext(tls).connectTimeout(LIMIT).build()) {
        HttpResponse<byte[]> answer =
            http.send(
                HttpRequest.newBuilder(URI.create("https://" + endpoint + PATH))
                    .timeout(LIMIT)
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
          throw new UserException(
              "the server at "
                  + endpoint
                  + " shows no cluster-info (HTTP status "
                  + answer.statusCode()
                  + "); is it a cluster that was made with up?");
        }
        return Json.readObject(answer.body());
      }
    } catch (IOException | MalformedJsonException | IllegalArgumentException e) {
      throw new UserException("the cluster at " + endpoint + " cannot be read: " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no TLS", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted");
    }
  }

  private static ClusterAccess access(String kubeconfig) {
    try {
      List<NamedCluster> clusters = Serialization.unmarshal(kubeconfig, Config.class).getClusters();
      if (clusters != null && clusters.size() == 1) {
        var cluster = clusters.getFirst().getCluster();
        byte[] pem = Base64.getMimeDecoder().decode(cluster.getCertificateAuthorityData());
        return new ClusterAccess(
            cluster.getServer(), Pem.certificate(new String(pem, StandardCharsets.US_ASCII)));
      }
    } catch (PkiException | IllegalArgumentException e) {
      throw new UserException("the cluster's cluster-info is damaged: " + e.getMessage());
    }
    throw new UserException("the cluster's cluster-info must name one cluster");
  }
}
