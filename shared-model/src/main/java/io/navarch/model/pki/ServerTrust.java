package io.navarch.model.pki;

import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Believes what the platform's own trust manager believes, and says in kube-apiserver's words why a
 * server is not believed.
 */
public final class ServerTrust extends X509ExtendedTrustManager {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final X509ExtendedTrustManager platform;
  private final InstantSource clock;

  private ServerTrust(X509ExtendedTrustManager platform, InstantSource clock) {
    this.platform = platform;
    this.clock = clock;
  }

  /** Why a server's certificate was not accepted. */
  public static final class Refused extends CertificateException {
    private static final long serialVersionUID = 1L;

    private Refused(String why, CertificateException cause) {
      super(why, cause);
    }
  }

  /**
   * Believes certificates of these authorities.
   *
   * @throws PkiException if they cannot be used
   */
  public static ServerTrust of(List<X509Certificate> authorities) {
    try {
      return new ServerTrust(
          (X509ExtendedTrustManager) TlsMaterial.trust(authorities)[0], InstantSource.system());
    } catch (ClassCastException e) {
      throw new PkiException("cannot use authorities: " + e.getMessage(), e);
    }
  }

  /** Believes certificates of the authorities that the platform comes with. */
  public static ServerTrust ofPlatform() {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init((KeyStore) null);
      return new ServerTrust(
          (X509ExtendedTrustManager) trust.getTrustManagers()[0], InstantSource.system());
    } catch (GeneralSecurityException | ClassCastException e) {
      throw new PkiException("cannot use the platform's authorities: " + e.getMessage(), e);
    }
  }

  /** What a failed connection failed for, if it was the server's certificate. */
  public static Optional<String> refusal(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof Refused refused) {
        return Optional.of("tls: failed to verify certificate: x509: " + refused.getMessage());
      }
    }
    return Optional.empty();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    try {
      platform.checkServerTrusted(chain, type, engine);
    } catch (CertificateException e) {
      throw new Refused(why(chain[0], peer(engine.getHandshakeSession())), e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    try {
      platform.checkServerTrusted(chain, type, socket);
    } catch (CertificateException e) {
      SSLSession session = socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null;
      throw new Refused(why(chain[0], peer(session)), e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    try {
      platform.checkServerTrusted(chain, type);
    } catch (CertificateException e) {
      throw new Refused(why(chain[0], ""), e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    platform.checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    platform.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    platform.checkClientTrusted(chain, type, engine);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return platform.getAcceptedIssuers();
  }

  private static String peer(@Nullable SSLSession session) {
    String host = session == null ? null : session.getPeerHost();
    return host == null ? "" : host;
  }

  /** Dates come first, then names, then the authority. */
  private String why(X509Certificate certificate, String host) throws CertificateException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      return notNow(now, "before", certificate.getNotBefore());
    }
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      return notNow(now, "after", certificate.getNotAfter());
    }
    String misnamed = host.isEmpty() ? "" : misnamed(certificate, host);
    return misnamed.isEmpty() ? "certificate signed by unknown authority" : misnamed;
  }

  private static String notNow(Instant now, String when, Date bound) {
    return "certificate has expired or is not yet valid: current time %s is %s %s"
        .formatted(
            DateTimeFormatter.ISO_INSTANT.format(now),
            when,
            DateTimeFormatter.ISO_INSTANT.format(bound.toInstant()));
  }

  private static String misnamed(X509Certificate certificate, String host)
      throws CertificateException {
    List<String> names = names(certificate, DNS_NAME);
    List<String> addresses = names(certificate, IP_ADDRESS);
    Optional<InetAddress> literal = literal(host);
    if (literal.isPresent()) {
      if (addresses.isEmpty()) {
        return "cannot validate certificate for "
            + host
            + " because it doesn't contain any IP SANs";
      }
      return addresses.stream().map(ServerTrust::literal).anyMatch(literal::equals)
          ? ""
          : validFor(addresses, host);
    }
    if (names.isEmpty() && addresses.isEmpty()) {
      return "certificate relies on legacy Common Name field, use SANs instead";
    }
    return names.stream().anyMatch(name -> covers(name, host)) ? "" : validFor(names, host);
  }

  private static String validFor(List<String> names, String host) {
    return names.isEmpty()
        ? "certificate is not valid for any names, but wanted to match " + host
        : "certificate is valid for " + String.join(", ", names) + ", not " + host;
  }

  private static List<String> names(X509Certificate certificate, int kind)
      throws CertificateException {
    List<String> names = new ArrayList<>();
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    for (List<?> each : all == null ? List.<List<?>>of() : all) {
      if (each.get(0) instanceof Integer type && type == kind && each.get(1) instanceof String s) {
        names.add(s);
      }
    }
    return names;
  }

  /** A star stands for a first label. */
  private static boolean covers(String name, String host) {
    String wanted = host.toLowerCase(Locale.ROOT);
    String given = name.toLowerCase(Locale.ROOT);
    int dot = wanted.indexOf('.');
    return given.equals(wanted)
        || (given.startsWith("*.") && dot > 0 && given.substring(1).equals(wanted.substring(dot)));
  }

  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException name) {
      return Optional.empty();
    }
  }
}
