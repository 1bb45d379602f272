package io.navarch.model.pki;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** The kinds of keys that the cluster's certificates and tokens are made with. */
public enum KeyAlgorithm {
  /** Fast to make and to sign with; what certificates use. */
  EC_P256,
  /** What every consumer of service account tokens understands. */
  RSA_2048;

  public KeyPair generate() {
    try {
      return switch (this) {
        case EC_P256 -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
          generator.initialize(new ECGenParameterSpec("secp256r1"));
          yield generator.generateKeyPair();
        }
        case RSA_2048 -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
          generator.initialize(2048);
          yield generator.generateKeyPair();
        }
      };
    } catch (GeneralSecurityException e) {
      throw new PkiException("cannot make a key of kind " + this, e);
    }
  }
}
