package io.navarch.model.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.junit.jupiter.api.Test;

/** What of a request gets into a certificate: as kube-controller-manager's signers have it. */
class SignedCertificateTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final KeyPair KEYS = KeyAlgorithm.EC_P256.generate();
  private static final String UID = "1.3.6.1.4.1.57683.2";

  private final CertificateAuthority authority =
      CertificateAuthority.create("ca", Duration.ofDays(30), NOW, KeyAlgorithm.EC_P256);

  private static CertificateRequest request(X500NameBuilder subject) {
    return new CertificateRequest(
        subject.build(),
        KEYS.getPublic(),
        List.of("a.example"),
        List.of("10.0.0.1"),
        List.of("a@b.example"),
        List.of("spiffe://a"));
  }

  private X509Certificate signed(X500NameBuilder subject, String... usages) {
    return authority.sign(request(subject), RequestedUsages.of(List.of(usages)), NOW, DAY);
  }

  private static X500NameBuilder subject() {
    return new X500NameBuilder(BCStyle.INSTANCE);
  }

  @Test
  void aSubjectKeepsWhatSignersKnow() {
    X509Certificate signed =
        signed(
            subject()
                .addRDN(BCStyle.CN, "first")
                .addRDN(new ASN1ObjectIdentifier(UID), "somebody-elses")
                .addRDN(BCStyle.O, "b")
                .addRDN(BCStyle.EmailAddress, "x@y.example")
                .addRDN(BCStyle.O, "a")
                .addRDN(BCStyle.C, "DE")
                .addRDN(BCStyle.CN, "last"));
    assertThat(signed.getSubjectX500Principal().getName()).endsWith("C=DE").startsWith("CN=last,");
    assertThat(Subjects.organizations(signed)).containsExactlyInAnyOrder("a", "b");
    assertThat(Subjects.commonName(signed)).isEqualTo("last");
    assertThat(Subjects.values(signed, UID)).as("nobody asks for a uid").isEmpty();
    assertThat(signed.getSubjectX500Principal().toString()).doesNotContain("x@y.example");
  }

  /** Who asks for a name gets that name, not one that it encodes or escapes. */
  @Test
  void namesAreTakenLiterally() {
    String encoded = "#130e73797374656d3a6d617374657273";
    for (String literal :
        List.of(encoded, "\\#x", "\\system:masters", "a\\,b", "a+O=b", "*&\u2603", " a ")) {
      X509Certificate signed =
          signed(
              subject()
                  .addRDN(BCStyle.O, new DERUTF8String(literal))
                  .addRDN(BCStyle.CN, new DERUTF8String(literal)));
      assertThat(Subjects.organizations(signed)).containsExactly(literal);
      assertThat(Subjects.commonName(signed)).isEqualTo(literal);
      CertificateRequest asked =
          CertificateRequest.ofPem(
              CertificateRequest.make(KEYS, literal, List.of(literal), Set.of(), Set.of()));
      assertThat(asked.commonName()).isEqualTo(literal);
      assertThat(asked.organizations()).containsExactly(literal);
      X509Certificate issued =
          authority
              .issue(CertificateSpec.client(literal, List.of(literal), DAY), NOW)
              .certificate();
      assertThat(Subjects.organizations(issued)).containsExactly(literal);
      assertThat(Subjects.commonName(issued)).isEqualTo(literal);
    }
  }

  /** As a kube-controller-manager 1.36.2 wrote them, asked for the same. */
  @Test
  void attributesStandInOrderAndArePrintableWhereTheyCan() {
    X500NameBuilder asked = subject();
    for (ASN1ObjectIdentifier attribute :
        List.of(
            BCStyle.SERIALNUMBER,
            BCStyle.CN,
            BCStyle.OU,
            BCStyle.O,
            BCStyle.POSTAL_CODE,
            BCStyle.STREET,
            BCStyle.L,
            BCStyle.ST,
            BCStyle.C)) {
      asked.addRDN(attribute, new DERUTF8String(attribute.equals(BCStyle.O) ? "\u00fc" : "u1"));
    }
    X500Name name = X500Name.getInstance(signed(asked).getSubjectX500Principal().getEncoded());
    assertThat(Stream.of(name.getRDNs()).map(rdn -> rdn.getFirst().getType()))
        .containsExactly(
            BCStyle.C,
            BCStyle.ST,
            BCStyle.L,
            BCStyle.STREET,
            BCStyle.POSTAL_CODE,
            BCStyle.O,
            BCStyle.OU,
            BCStyle.CN,
            BCStyle.SERIALNUMBER);
    assertThat(name.getRDNs(BCStyle.CN)[0].getFirst().getValue())
        .isInstanceOf(ASN1PrintableString.class);
    assertThat(name.getRDNs(BCStyle.O)[0].getFirst().getValue()).isInstanceOf(ASN1UTF8String.class);
  }

  @Test
  void namesAreCriticalWhereTheyAreAllThereIs() throws Exception {
    X509Certificate nameless = signed(subject().addRDN(new ASN1ObjectIdentifier(UID), "u"));
    assertThat(nameless.getCriticalExtensionOIDs())
        .contains(Extension.subjectAlternativeName.getId());
    X509Certificate named = signed(subject().addRDN(BCStyle.CN, "x"));
    assertThat(named.getNonCriticalExtensionOIDs())
        .contains(Extension.subjectAlternativeName.getId());
    assertThat(named.getSubjectAlternativeNames().stream().map(n -> n.get(1).toString()))
        .containsExactly("a.example", "a@b.example", "10.0.0.1", "spiffe://a");
  }

  @Test
  void usagesAreWrittenOnceAndInOrder() throws Exception {
    X509Certificate signed =
        signed(
            subject().addRDN(BCStyle.CN, "x"),
            "s/mime",
            "client auth",
            "key encipherment",
            "email protection",
            "server auth",
            "client auth",
            "netscape sgc",
            "digital signature");
    assertThat(signed.getExtendedKeyUsage())
        .containsExactly(
            "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4", "2.16.840.1.113730.4.1");
    assertThat(signed.getKeyUsage())
        .containsExactly(true, false, true, false, false, false, false, false, false);
    assertThat(signed.getBasicConstraints()).isEqualTo(-1);
    List<String> wrong = List.of("client auth", "a", "b");
    assertThatThrownBy(() -> RequestedUsages.of(wrong))
        .hasMessage("unrecognized usage values: [\"a\" \"b\"]");
  }

  /** By the key's identifier alone, whose serial has enough chance in it. */
  @Test
  void theAuthorityIsNamedByItsKey() throws Exception {
    X509Certificate signed = signed(subject().addRDN(BCStyle.CN, "x"));
    Extensions extensions = new JcaX509CertificateHolder(signed).getExtensions();
    AuthorityKeyIdentifier named = AuthorityKeyIdentifier.fromExtensions(extensions);
    SubjectKeyIdentifier own =
        SubjectKeyIdentifier.fromExtensions(
            new JcaX509CertificateHolder(authority.certificate()).getExtensions());
    assertThat(named.getKeyIdentifierOctets()).isEqualTo(own.getKeyIdentifier());
    assertThat(named.getAuthorityCertIssuer()).isNull();
    assertThat(SubjectKeyIdentifier.fromExtensions(extensions)).isNull();
    assertThat(signed.getSerialNumber().signum()).isPositive();
    assertThat(signed.getSerialNumber().bitLength()).isBetween(64, 128);
  }

  @Test
  void nothingOutlivesTheAuthority() {
    CertificateRequest request = request(subject().addRDN(BCStyle.CN, "x"));
    RequestedUsages usages = RequestedUsages.of(List.of("client auth"));
    Instant end = authority.self().expires();
    assertThat(authority.sign(request, usages, end.minusSeconds(60), DAY).getNotAfter().toInstant())
        .isEqualTo(end);
    assertThatThrownBy(() -> authority.sign(request, usages, end, DAY))
        .isInstanceOf(PkiException.class)
        .hasMessageContaining("the signer has expired");
  }
}
