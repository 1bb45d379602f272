package io.navarch.model.pki;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/** Reads the user's name and groups out of a certificate's subject. */
public final class Subjects {
  private Subjects() {}

  /** The last common name, or the empty string. */
  public static String commonName(X509Certificate certificate) {
    List<String> all = values(name(certificate), BCStyle.CN);
    return all.isEmpty() ? "" : all.getLast();
  }

  public static List<String> organizations(X509Certificate certificate) {
    return values(name(certificate), BCStyle.O);
  }

  /** All values of the subject's attribute with that object identifier. */
  public static List<String> values(X509Certificate certificate, String identifier) {
    return values(name(certificate), new ASN1ObjectIdentifier(identifier));
  }

  /** All values of an attribute of a distinguished name, in order. */
  public static List<String> values(X500Name name, ASN1ObjectIdentifier attribute) {
    List<String> found = new ArrayList<>();
    for (RDN rdn : name.getRDNs()) {
      for (AttributeTypeAndValue part : rdn.getTypesAndValues()) {
        if (part.getType().equals(attribute) && part.getValue() instanceof ASN1String text) {
          found.add(text.getString());
        }
      }
    }
    return found;
  }

  private static X500Name name(X509Certificate certificate) {
    try {
      return new JcaX509CertificateHolder(certificate).getSubject();
    } catch (CertificateEncodingException e) {
      throw new PkiException("malformed certificate", e);
    }
  }
}
