package io.navarch.model.pki;

import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * What of a requested subject gets into a certificate: the attributes that upstream's signers know,
 * in their order, all values of one together. Others are left out, among them the one that says a
 * user's uid: nobody asks for somebody else's.
 */
final class SignedSubject {
  private static final List<ASN1ObjectIdentifier> MANY =
      List.of(
          BCStyle.C,
          BCStyle.ST,
          BCStyle.L,
          BCStyle.STREET,
          BCStyle.POSTAL_CODE,
          BCStyle.O,
          BCStyle.OU);

  private static final List<ASN1ObjectIdentifier> ONE = List.of(BCStyle.CN, BCStyle.SERIALNUMBER);

  private SignedSubject() {}

  static X500Name of(X500Name requested) {
    X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
    for (ASN1ObjectIdentifier attribute : MANY) {
      List<String> values = Subjects.values(requested, attribute);
      if (!values.isEmpty()) {
        subject.addMultiValuedRDN(
            Collections.nCopies(values.size(), attribute).toArray(ASN1ObjectIdentifier[]::new),
            values.stream().map(DirectoryText::of).toArray(ASN1Encodable[]::new));
      }
    }
    for (ASN1ObjectIdentifier attribute : ONE) {
      List<String> values = Subjects.values(requested, attribute);
      if (!values.isEmpty() && !values.getLast().isEmpty()) {
        subject.addRDN(attribute, DirectoryText.of(values.getLast()));
      }
    }
    return subject.build();
  }
}
