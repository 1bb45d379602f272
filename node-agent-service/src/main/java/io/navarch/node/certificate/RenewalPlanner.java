package io.navarch.node.certificate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** When a certificate is to be renewed: as the kubelet does it. Pure. */
final class RenewalPlanner {
  private static final double EARLIEST = 0.7;
  private static final double SPREAD = 0.2;

  private RenewalPlanner() {}

  /**
   * Between 70 and 90 % of its life, so that the nodes of a cluster do not all ask at once.
   *
   * @param chance from 0 to 1, drawn once for each certificate
   */
  static Instant dueAt(X509Certificate certificate, double chance) {
    Instant start = certificate.getNotBefore().toInstant();
    Duration life = Duration.between(start, certificate.getNotAfter().toInstant());
    return start.plusMillis(Math.round(life.toMillis() * (EARLIEST + SPREAD * chance)));
  }

  /**
   * The same for a certificate that was issued at {@code now}. Signers date certificates back; one
   * that is so short-lived that its time has come already is used for a tenth of what is left.
   */
  static Instant dueAfter(X509Certificate certificate, double chance, Instant now) {
    Instant due = dueAt(certificate, chance);
    Instant earliest =
        now.plus(Duration.between(now, certificate.getNotAfter().toInstant()).dividedBy(10));
    return due.isBefore(earliest) ? earliest : due;
  }
}
