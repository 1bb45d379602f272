package io.navarch.model.pki;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;

/**
 * Values of distinguished names as they are written: each character stands for itself. Bouncy
 * Castle's own conversion takes {@code #13…} for an encoded value and drops a backslash, so that
 * somebody could ask for one name and get a certificate of another.
 */
final class DirectoryText {
  private static final String MARKS = " '()+,-./:=?";

  private DirectoryText() {}

  /** A PrintableString where it can be one, else UTF-8, as Go writes names. */
  static ASN1Encodable of(String text) {
    return text.chars().allMatch(DirectoryText::isPrintable)
        ? new DERPrintableString(text)
        : new DERUTF8String(text);
  }

  private static boolean isPrintable(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || MARKS.indexOf(c) >= 0;
  }
}
