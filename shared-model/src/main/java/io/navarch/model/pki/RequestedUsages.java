package io.navarch.model.pki;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
          Map.entry("ocsp signing", KeyPurposeId.id_kp_OCSPSigning));

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
    List<KeyPurposeId> purposes = new ArrayList<>();
    for (String usage : usages) {
      Integer bit = KEY_USAGES.get(usage);
      KeyPurposeId purpose = PURPOSES.get(usage);
      if (bit != null) {
        bits |= bit;
      } else if (purpose != null) {
        purposes.add(purpose);
      } else {
        throw new PkiException("unrecognized usage values: [\"" + usage + "\"]");
      }
    }
    return new RequestedUsages(bits, purposes);
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
