package io.navarch.model.pki;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/**
 * What a signed certificate may be used for, in the words of a CertificateSigningRequest's {@code
 * spec.usages}.
 */
public final class RequestedUsages {
  private static final Map<String, Integer> KEY_USAGES =
      Map.ofEntries(
          Map.entry("signing", KeyUsage.digitalSignature),
          Map.entry("digital signature", KeyUsage.digitalSignature),
          Map.entry("content commitment", KeyUsage.nonRepudiation),
          Map.entry("key encipherment", KeyUsage.keyEncipherment),
          Map.entry("key agreement", KeyUsage.keyAgreement),
          Map.entry("data encipherment", KeyUsage.dataEncipherment),
          Map.entry("cert sign", KeyUsage.keyCertSign),
          Map.entry("crl sign", KeyUsage.cRLSign),
          Map.entry("encipher only", KeyUsage.encipherOnly),
          Map.entry("decipher only", KeyUsage.decipherOnly));
  private static final ASN1ObjectIdentifier MICROSOFT_SGC =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.311.10.3.3");
  private static final ASN1ObjectIdentifier NETSCAPE_SGC =
      new ASN1ObjectIdentifier("2.16.840.1.113730.4.1");
  private static final Map<String, KeyPurposeId> PURPOSES =
      Map.ofEntries(
          Map.entry("any", KeyPurposeId.anyExtendedKeyUsage),
          Map.entry("server auth", KeyPurposeId.id_kp_serverAuth),
          Map.entry("client auth", KeyPurposeId.id_kp_clientAuth),
          Map.entry("code signing", KeyPurposeId.id_kp_codeSigning),
          Map.entry("email protection", KeyPurposeId.id_kp_emailProtection),
          Map.entry("s/mime", KeyPurposeId.id_kp_emailProtection),
          Map.entry("ipsec end system", KeyPurposeId.id_kp_ipsecEndSystem),
          Map.entry("ipsec tunnel", KeyPurposeId.id_kp_ipsecTunnel),
          Map.entry("ipsec user", KeyPurposeId.id_kp_ipsecUser),
          Map.entry("timestamping", KeyPurposeId.id_kp_timeStamping),
          Map.entry("ocsp signing", KeyPurposeId.id_kp_OCSPSigning),
          Map.entry("microsoft sgc", KeyPurposeId.getInstance(MICROSOFT_SGC)),
          Map.entry("netscape sgc", KeyPurposeId.getInstance(NETSCAPE_SGC)));

  /** The order in which upstream writes purposes into a certificate. */
  private static final List<String> ORDER =
      List.of(
          "any",
          "server auth",
          "client auth",
          "code signing",
          "email protection",
          "s/mime",
          "ipsec end system",
          "ipsec tunnel",
          "ipsec user",
          "timestamping",
          "ocsp signing",
          "microsoft sgc",
          "netscape sgc");

  private final int keyUsage;
  private final List<KeyPurposeId> purposes;

  private RequestedUsages(int keyUsage, List<KeyPurposeId> purposes) {
    this.keyUsage = keyUsage;
    this.purposes = List.copyOf(purposes);
  }

  /**
   * @throws PkiException for a usage that certificates cannot have
   */
  public static RequestedUsages of(List<String> usages) {
    int bits = 0;
    List<String> unknown = new ArrayList<>();
    for (String usage : usages) {
      if (KEY_USAGES.get(usage) instanceof Integer bit) {
        bits |= bit;
      } else if (!PURPOSES.containsKey(usage)) {
        unknown.add('"' + usage + '"');
      }
    }
    if (!unknown.isEmpty()) {
      throw new PkiException("unrecognized usage values: [" + String.join(" ", unknown) + "]");
    }
    return new RequestedUsages(
        bits, ORDER.stream().filter(usages::contains).map(PURPOSES::get).distinct().toList());
  }

  void addTo(X509v3CertificateBuilder builder) throws CertIOException {
    if (keyUsage != 0) {
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage));
    }
    if (!purposes.isEmpty()) {
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
    }
  }
}
