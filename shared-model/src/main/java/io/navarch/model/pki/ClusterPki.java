package io.navarch.model.pki;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The key and certificate files of a cluster, in kubeadm's layout below one folder:
 *
 * <pre>
 * ca.crt ca.key                          the cluster's authority
 * apiserver.crt .key                     serving certificate of the gateway
 * apiserver-kubelet-client.crt .key      the gateway as a client of node agents
 * front-proxy-ca.crt .key                authority of request-header front proxies
 * front-proxy-client.crt .key            the gateway as a client of aggregated API servers
 * sa.key sa.pub                          signs and checks service account tokens
 * state-store/ca.crt .key                authority of the state store; admits only the gateway
 * state-store/server.crt .key            serving certificate of the state store and of etcd
 * state-store/client.crt .key            the gateway as a client of the store
 * node-agent.crt .key                    serving certificate of the node agent
 * scheduler.crt .key controller.crt .key serving certificates of the others
 * </pre>
 */
public final class ClusterPki {
  /** Certificates are made anew when less than this part of their life is left. */
  private static final int RENEW_BELOW_FRACTION = 5;

  private static final int AUTHORITY_LIVES = 10;

  private final Path folder;
  private final ClusterPkiOptions options;
  private final Instant now;
  private final CertificateAuthority ca;

  private ClusterPki(Path folder, ClusterPkiOptions options, Instant now, CertificateAuthority ca) {
    this.folder = folder;
    this.options = options;
    this.now = now;
    this.ca = ca;
  }

  /**
   * Makes what is missing, near its end, or no longer says what the options ask for. Authorities
   * and the service account key are kept as long as they are valid.
   *
   * @throws PkiException if files cannot be read or written, or an authority has expired
   */
  public static ClusterPki ensure(Path folder, ClusterPkiOptions options, Instant now) {
    Duration life = options.certificateValidity().multipliedBy(AUTHORITY_LIVES);
    EncryptionKeyFile.ensure(folder, new SecureRandom());
    CertificateAuthority ca = authority(folder, "ca", "kubernetes", life, now);
    CertificateAuthority front = authority(folder, "front-proxy-ca", "front-proxy-ca", life, now);
    CertificateAuthority store =
        authority(folder.resolve("state-store"), "ca", "navarch-state-store-ca", life, now);
    ClusterPki pki = new ClusterPki(folder, options, now, ca);
    Duration validity = options.certificateValidity();
    // making keys is work for processors: RSA first, since it takes longest
    List<Runnable> files =
        List.of(
            pki::serviceAccountKeys,
            () -> pki.leaf("apiserver", ca, pki.apiServerSpec()),
            () ->
                pki.leaf(
                    "apiserver-kubelet-client",
                    ca,
                    CertificateSpec.client(
                        "kube-apiserver-kubelet-client", List.of("system:masters"), validity)),
            () ->
                pki.leaf(
                    "front-proxy-client",
                    front,
                    CertificateSpec.client("front-proxy-client", List.of(), validity)),
            () -> pki.leaf("state-store/server", store, pki.machineSpec("navarch-state-store")),
            () ->
                pki.leaf(
                    "state-store/client",
                    store,
                    CertificateSpec.client(
                        "kube-apiserver-state-store-client", List.of(), validity)),
            () -> pki.leaf("node-agent", ca, pki.machineSpec("system:node:" + options.nodeName())),
            () -> pki.leaf("scheduler", ca, pki.machineSpec("kube-scheduler")),
            () -> pki.leaf("controller", ca, pki.machineSpec("kube-controller-manager")));
    files.parallelStream().forEach(Runnable::run);
    return pki;
  }

  public Path folder() {
    return folder;
  }

  public CertificateAuthority authority() {
    return ca;
  }

  /**
   * Writes {@code admin.conf}, {@code scheduler.conf}, {@code controller.conf}, {@code
   * node-agent.conf}, {@code network-proxy.conf} and {@code dns.conf} into a folder, with users and
   * groups as kubeadm names them. Files that still fit are left alone.
   *
   * @param server such as {@code https://127.0.0.1:6443}
   */
  public void ensureKubeconfigs(Path kubeconfigs, String server) {
    // RSA as kubeadm has it: some clients take any PKCS#8 key for an RSA one
    Runnable admin =
        () ->
            kubeconfig(
                kubeconfigs,
                "admin",
                server,
                "kubernetes-admin",
                List.of("system:masters"),
                KeyAlgorithm.RSA_2048);
    String node = "system:node:" + options.nodeName();
    List<Runnable> files =
        List.of(
            admin,
            () -> component(kubeconfigs, "scheduler", server, "system:kube-scheduler"),
            () -> component(kubeconfigs, "controller", server, "system:kube-controller-manager"),
            () -> component(kubeconfigs, "node-agent", server, node, "system:nodes"),
            () -> component(kubeconfigs, "network-proxy", server, "system:kube-proxy"),
            () -> component(kubeconfigs, "dns", server, "system:dns"));
    files.parallelStream().forEach(Runnable::run);
  }

  private void component(Path kubeconfigs, String name, String server, String user, String... of) {
    kubeconfig(kubeconfigs, name, server, user, List.of(of), KeyAlgorithm.EC_P256);
  }

  private void kubeconfig(
      Path kubeconfigs,
      String name,
      String server,
      String user,
      List<String> groups,
      KeyAlgorithm algorithm) {
    Path file = kubeconfigs.resolve(name + ".conf");
    CertificateSpec spec = CertificateSpec.client(user, groups, options.certificateValidity());
    KubeconfigFile old = KubeconfigFile.read(file);
    if (old != null
        && old.server().equals(server)
        && old.authority().equals(ca.certificate())
        && fits(old.client(), ca, spec)) {
      return;
    }
    Kubeconfig.write(file, server, ca.certificate(), ca.issue(spec, now, algorithm));
  }

  private static CertificateAuthority authority(
      Path folder, String name, String commonName, Duration life, Instant now) {
    Path certificate = folder.resolve(name + ".crt");
    Path key = folder.resolve(name + ".key");
    if (Files.exists(certificate) && Files.exists(key)) {
      CertificateAuthority old = CertificateAuthority.load(certificate, key);
      if (old.self().expires().isBefore(now)) {
        throw new PkiException("the certificate authority " + certificate + " has expired");
      }
      return old;
    }
    CertificateAuthority made =
        CertificateAuthority.create(commonName, life, now, KeyAlgorithm.EC_P256);
    write(certificate, key, made.self());
    return made;
  }

  private static void write(Path certificate, Path key, KeyedCertificate made) {
    Pem.writeSecret(key, made.keyPem());
    Pem.writePublic(certificate, made.certificatePem());
  }

  private void leaf(String name, CertificateAuthority issuer, CertificateSpec spec) {
    Path certificate = folder.resolve(name + ".crt");
    Path key = folder.resolve(name + ".key");
    if (Files.exists(certificate)
        && Files.exists(key)
        && fits(Pem.certificate(Pem.read(certificate)), issuer, spec)) {
      return;
    }
    write(certificate, key, issuer.issue(spec, now));
  }

  private boolean fits(
      X509Certificate certificate, CertificateAuthority issuer, CertificateSpec spec) {
    Instant end = certificate.getNotAfter().toInstant();
    Duration left = Duration.between(now, end);
    Duration whole = Duration.between(certificate.getNotBefore().toInstant(), end);
    return left.compareTo(whole.dividedBy(RENEW_BELOW_FRACTION)) > 0
        && signedBy(certificate, issuer.certificate().getPublicKey())
        && Subjects.commonName(certificate).equals(spec.commonName())
        && new HashSet<>(Subjects.organizations(certificate))
            .equals(new HashSet<>(spec.organizations()))
        && alternativeNames(certificate).containsAll(spec.dnsNames())
        && alternativeNames(certificate).containsAll(spec.ipAddresses());
  }

  private static boolean signedBy(X509Certificate certificate, PublicKey issuer) {
    try {
      certificate.verify(issuer);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static Set<String> alternativeNames(X509Certificate certificate) {
    Set<String> names = new HashSet<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      for (List<?> entry : all == null ? List.<List<?>>of() : all) {
        names.add(String.valueOf(entry.get(1)));
      }
    } catch (CertificateParsingException e) {
      return Set.of();
    }
    return names;
  }

  private CertificateSpec apiServerSpec() {
    Set<String> names =
        new LinkedHashSet<>(
            List.of(
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc." + options.clusterDomain(),
                "localhost",
                options.nodeName()));
    names.addAll(options.extraNames());
    List<String> addresses = machineAddresses();
    addresses.addFirst(options.serviceAddress());
    return CertificateSpec.server(
        "kube-apiserver",
        List.copyOf(names),
        addresses.stream().distinct().toList(),
        options.certificateValidity());
  }

  private CertificateSpec machineSpec(String commonName) {
    List<String> organizations =
        commonName.startsWith("system:node:") ? List.of("system:nodes") : List.of();
    return new CertificateSpec(
        commonName,
        organizations,
        Set.of(CertificateSpec.Usage.SERVER),
        Stream.concat(Stream.of("localhost", options.nodeName()), options.extraNames().stream())
            .distinct()
            .toList(),
        machineAddresses().stream().distinct().toList(),
        options.certificateValidity());
  }

  private List<String> machineAddresses() {
    List<String> addresses = new ArrayList<>();
    addresses.add("127.0.0.1");
    addresses.addAll(options.nodeAddresses());
    return addresses;
  }

  private void serviceAccountKeys() {
    Path secret = folder.resolve("sa.key");
    Path open = folder.resolve("sa.pub");
    if (Files.exists(secret) && Files.exists(open)) {
      return;
    }
    KeyPair keys = KeyAlgorithm.RSA_2048.generate();
    Pem.writeSecret(secret, Pem.encode(keys.getPrivate()));
    Pem.writePublic(open, Pem.encode(keys.getPublic()));
  }

  /** What an earlier kubeconfig file of ours says, as far as it decides whether it still fits. */
  private record KubeconfigFile(String server, X509Certificate authority, X509Certificate client) {
    static @Nullable KubeconfigFile read(Path file) {
      if (!Files.exists(file)) {
        return null;
      }
      String text = Pem.read(file);
      String server = Kubeconfig.value(text, "server");
      String authority = Kubeconfig.embedded(text, "certificate-authority-data");
      String client = Kubeconfig.embedded(text, "client-certificate-data");
      return server.isEmpty() || authority.isEmpty() || client.isEmpty()
          ? null
          : new KubeconfigFile(server, Pem.certificate(authority), Pem.certificate(client));
    }
  }
}
