package io.navarch.model.pki;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a certificate to be issued shall say.
 *
 * @param commonName the user name, for client certificates
 * @param organizations the groups, for client certificates
 * @param dnsNames and {@code ipAddresses}: the subject alternative names, for serving certificates
 */
public record CertificateSpec(
    String commonName,
    List<String> organizations,
    Set<Usage> usages,
    List<String> dnsNames,
    List<String> ipAddresses,
    Duration validity) {

  /** Which end of a TLS connection the certificate may stand at. */
  public enum Usage {
    SERVER,
    CLIENT
  }

  public CertificateSpec {
    organizations = List.copyOf(organizations);
    usages = Set.copyOf(usages);
    dnsNames = List.copyOf(dnsNames);
    ipAddresses = List.copyOf(ipAddresses);
    if (commonName.isEmpty()) {
      throw new IllegalArgumentException("a certificate needs a common name");
    }
    if (usages.isEmpty() || !validity.isPositive()) {
      throw new IllegalArgumentException("a certificate needs a usage and a validity");
    }
  }

  /** A client of the cluster: the user's name, and its groups. */
  public static CertificateSpec client(String user, List<String> groups, Duration validity) {
    return new CertificateSpec(user, groups, Set.of(Usage.CLIENT), List.of(), List.of(), validity);
  }

  public static CertificateSpec server(
      String commonName, List<String> dnsNames, List<String> ipAddresses, Duration validity) {
    return new CertificateSpec(
        commonName, List.of(), Set.of(Usage.SERVER), dnsNames, ipAddresses, validity);
  }
}
