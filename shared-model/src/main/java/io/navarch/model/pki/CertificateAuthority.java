package io.navarch.model.pki;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority: issues the certificates that components of a cluster know each other by.
 */
public final class CertificateAuthority {
  /** Certificates are valid from a little before they are made, for clocks that run behind. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private static final int SERIAL_BITS = 127;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyedCertificate self;

  public CertificateAuthority(KeyedCertificate self) {
    this.self = self;
  }

  public static CertificateAuthority create(
      String commonName, Duration validity, Instant now, KeyAlgorithm algorithm) {
    KeyPair keys = algorithm.generate();
    X500Name name = new X500Name("CN=" + commonName);
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              serial(),
              Date.from(now.minus(CLOCK_SKEW)),
              Date.from(now.plus(validity)),
              name,
              keys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(
              KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyCertSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
      // Upstream's authorities name themselves as a DNS name too, since Go no longer reads the CN.
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, commonName)));
      return new CertificateAuthority(
          new KeyedCertificate(sign(builder, keys.getPrivate()), keys.getPrivate()));
    } catch (GeneralSecurityException | CertIOException e) {
      throw new PkiException("cannot make the certificate authority " + commonName, e);
    }
  }

  public static CertificateAuthority load(Path certificate, Path key) {
    return new CertificateAuthority(
        new KeyedCertificate(
            Pem.certificate(Pem.read(certificate)), Pem.privateKey(Pem.read(key))));
  }

  public KeyedCertificate self() {
    return self;
  }

  public X509Certificate certificate() {
    return self.certificate();
  }

  /** Makes an elliptic curve key and a certificate for it. */
  public KeyedCertificate issue(CertificateSpec spec, Instant now) {
    return issue(spec, now, KeyAlgorithm.EC_P256);
  }

  /** Makes a key of the given kind and a certificate for it. */
  public KeyedCertificate issue(CertificateSpec spec, Instant now, KeyAlgorithm algorithm) {
    KeyPair keys = algorithm.generate();
    return new KeyedCertificate(issue(spec, keys.getPublic(), now), keys.getPrivate());
  }

  /** Makes a certificate for a key that somebody else keeps. It never outlives the authority. */
  public X509Certificate issue(CertificateSpec spec, PublicKey key, Instant now) {
    Instant end = now.plus(spec.validity());
    Instant last = self.expires();
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              self.certificate(),
              serial(),
              Date.from(now.minus(CLOCK_SKEW)),
              Date.from(end.isBefore(last) ? end : last),
              subject(spec),
              key);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
      builder.addExtension(Extension.extendedKeyUsage, false, purposes(spec.usages()));
      addAuthorityKey(builder);
      GeneralName[] names = alternativeNames(spec);
      if (names.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      }
      return sign(builder, self.key());
    } catch (GeneralSecurityException | CertIOException e) {
      throw new PkiException("cannot issue a certificate for " + spec.commonName(), e);
    }
  }

  /**
   * Signs what a request asks for, as upstream's signers do: of its subject the usual attributes,
   * which a user's uid is not, and its names of hosts, mail boxes, addresses and URIs.
   *
   * @param usages {@code keyUsage} bits and extended purposes that the certificate gets
   * @param validity from {@code start} on; never beyond the authority's own end
   * @throws PkiException where the authority has ended before the certificate starts
   */
  public X509Certificate sign(
      CertificateRequest request, RequestedUsages usages, Instant start, Duration validity) {
    Instant end = start.plus(validity);
    Instant last = self.expires();
    if (!start.isBefore(last)) {
      throw new PkiException("the signer has expired: NotAfter=" + last);
    }
    X500Name subject = SignedSubject.of(request.subject());
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new JcaX509CertificateHolder(self.certificate()).getSubject(),
              serial(),
              Date.from(start),
              Date.from(end.isBefore(last) ? end : last),
              subject,
              request.key());
      usages.addTo(builder);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      addAuthorityKey(builder);
      GeneralName[] names = request.alternativeNames();
      if (names.length > 0) {
        boolean noSubject = subject.getRDNs().length == 0;
        builder.addExtension(Extension.subjectAlternativeName, noSubject, new GeneralNames(names));
      }
      return sign(builder, self.key());
    } catch (GeneralSecurityException | CertIOException e) {
      throw new PkiException("cannot sign the request of " + request.commonName(), e);
    }
  }

  /** The authority's own key identifier, and nothing else of it. */
  private void addAuthorityKey(X509v3CertificateBuilder builder)
      throws CertIOException, CertificateEncodingException {
    SubjectKeyIdentifier own =
        SubjectKeyIdentifier.fromExtensions(
            new JcaX509CertificateHolder(self.certificate()).getExtensions());
    if (own != null) {
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new AuthorityKeyIdentifier(own.getKeyIdentifier()));
    }
  }

  private static X500Name subject(CertificateSpec spec) {
    X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
    for (String organization : spec.organizations()) {
      name.addRDN(BCStyle.O, DirectoryText.of(organization));
    }
    name.addRDN(BCStyle.CN, DirectoryText.of(spec.commonName()));
    return name.build();
  }

  private static ExtendedKeyUsage purposes(Set<CertificateSpec.Usage> usages) {
    List<KeyPurposeId> ids = new ArrayList<>();
    if (usages.contains(CertificateSpec.Usage.SERVER)) {
      ids.add(KeyPurposeId.id_kp_serverAuth);
    }
    if (usages.contains(CertificateSpec.Usage.CLIENT)) {
      ids.add(KeyPurposeId.id_kp_clientAuth);
    }
    return new ExtendedKeyUsage(ids.toArray(KeyPurposeId[]::new));
  }

  private static GeneralName[] alternativeNames(CertificateSpec spec) {
    List<GeneralName> names = new ArrayList<>();
    spec.dnsNames().forEach(n -> names.add(new GeneralName(GeneralName.dNSName, n)));
    spec.ipAddresses().forEach(a -> names.add(new GeneralName(GeneralName.iPAddress, a)));
    return names.toArray(GeneralName[]::new);
  }

  private static BigInteger serial() {
    return new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE);
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(key)));
    } catch (OperatorCreationException e) {
      throw new PkiException("cannot sign with a key of kind " + key.getAlgorithm(), e);
    }
  }
}
