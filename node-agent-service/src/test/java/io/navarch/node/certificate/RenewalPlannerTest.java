package io.navarch.node.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.client.ClientIdentity.KeyedChain;
import io.navarch.model.pki.CertificateAuthority;
import io.navarch.model.pki.CertificateSpec;
import io.navarch.model.pki.KeyAlgorithm;
import io.navarch.model.pki.KeyedCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalPlannerTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final CertificateAuthority CA = authority("kubernetes");

  private static CertificateAuthority authority(String name) {
    return CertificateAuthority.create(name, Duration.ofDays(3650), START, KeyAlgorithm.EC_P256);
  }

  private static KeyedCertificate issued(CertificateAuthority by, Duration life) {
    return by.issue(CertificateSpec.client("system:node:n", List.of("system:nodes"), life), START);
  }

  private static KeyedChain chain(KeyedCertificate certificate) {
    return KeyedChain.ofPem(certificate.certificatePem(), certificate.keyPem());
  }

  @Test
  void renewalComesBetween70And90PercentOfALife() {
    var certificate = issued(CA, Duration.ofHours(100)).certificate();
    Instant from = certificate.getNotBefore().toInstant();
    long life = Duration.between(from, certificate.getNotAfter().toInstant()).toMillis();
    assertThat(RenewalPlanner.dueAt(certificate, 0)).isEqualTo(from.plusMillis(life * 7 / 10));
    assertThat(RenewalPlanner.dueAt(certificate, 0.5)).isEqualTo(from.plusMillis(life * 8 / 10));
    assertThat(RenewalPlanner.dueAt(certificate, 1)).isEqualTo(from.plusMillis(life * 9 / 10));
  }

  @Test
  void aFreshCertificateIsUsedForAWhile() {
    var certificate = issued(CA, Duration.ofHours(10)).certificate();
    Instant late = certificate.getNotAfter().toInstant().minusSeconds(100);
    assertThat(RenewalPlanner.dueAfter(certificate, 0, late)).isEqualTo(late.plusSeconds(10));
    assertThat(RenewalPlanner.dueAfter(certificate, 0, START))
        .isEqualTo(RenewalPlanner.dueAt(certificate, 0));
  }

  @Test
  void theLongestLivedOfTheClustersOwnIsUsed() {
    KeyedChain first = chain(issued(CA, Duration.ofHours(1)));
    KeyedChain second = chain(issued(CA, Duration.ofHours(2)));
    KeyedChain foreign = chain(issued(authority("other"), Duration.ofHours(9)));
    var authorities = List.of(CA.certificate());
    assertThat(CertificateFile.best(Stream.of(first, second, foreign), authorities, START))
        .contains(second);
    assertThat(
            CertificateFile.best(
                Stream.of(first, second), authorities, START.plus(Duration.ofHours(3))))
        .isEmpty();
  }

  @Test
  void aDamagedFileCountsAsNone(@TempDir Path folder) throws Exception {
    CertificateFile file = new CertificateFile(folder.resolve("kubelet-client-current.pem"));
    assertThat(file.read()).isEmpty();
    KeyedCertificate issued = issued(CA, Duration.ofHours(1));
    file.write(issued.certificatePem(), issued.keyPem());
    assertThat(file.read())
        .hasValueSatisfying(c -> assertThat(c.certificate()).isEqualTo(issued.certificate()));
    java.nio.file.Files.writeString(file.path(), "-----BEGIN CERTIFICATE-----\nAAAA\n");
    assertThat(file.read()).isEmpty();
  }
}
