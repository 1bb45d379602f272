package io.navarch.model.pki;

import java.io.IOException;
import java.io.StringReader;
import java.security.KeyPair;
import java.security.PublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Keys in the encodings that PKCS#8 came after: PKCS#1 of RSA, SEC 1 of elliptic curves. */
final class TraditionalKey {
  private TraditionalKey() {}

  /** Whether blocks of this type hold a key pair. */
  static boolean isPair(String type) {
    return type.equals("RSA PRIVATE KEY") || type.equals("EC PRIVATE KEY");
  }

  static KeyPair pair(PemBlock block) {
    try {
      return new JcaPEMKeyConverter().getKeyPair((PEMKeyPair) parsed(block));
    } catch (IOException | ClassCastException e) {
      throw new PkiException("malformed private key", e);
    }
  }

  static PublicKey rsaPublic(PemBlock block) {
    try {
      return new JcaPEMKeyConverter().getPublicKey((SubjectPublicKeyInfo) parsed(block));
    } catch (IOException | ClassCastException e) {
      throw new PkiException("malformed public key", e);
    }
  }

  private static Object parsed(PemBlock block) throws IOException {
    try (PEMParser parser = new PEMParser(new StringReader(Pem.block(block.type(), block.der())))) {
      return parser.readObject();
    }
  }
}
