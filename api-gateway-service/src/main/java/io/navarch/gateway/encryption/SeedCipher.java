package io.navarch.gateway.encryption;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM with a key of its own for each value: 32 random bytes stand first, from which HKDF with
 * SHA-256 expands the seed into the value's key. A seed may be used for any number of values.
 */
final class SeedCipher implements ValueCipher {
  static final int SEED = 32;
  private static final int INFO = 32;
  private static final int KEY = 32;

  private final SecretKeySpec seed;
  private final SecureRandom random;

  SeedCipher(byte[] seed, SecureRandom random) {
    if (seed.length < SEED) {
      throw new UndecryptableException(
          "invalid seed length " + seed.length + " used for key generation");
    }
    this.seed = new SecretKeySpec(seed, "HKDF");
    this.random = random;
  }

  @Override
  public byte[] encrypt(byte[] head, byte[] plain, String storeKey) {
    byte[] all = Arrays.copyOf(head, head.length + INFO);
    byte[] info = new byte[INFO];
    random.nextBytes(info);
    System.arraycopy(info, 0, all, head.length, INFO);
    return derived(info).encrypt(all, plain, storeKey);
  }

  @Override
  public byte[] decrypt(byte[] stored, int from, String storeKey) {
    if (stored.length - from < INFO) {
      throw new UndecryptableException("the stored data was shorter than the required size");
    }
    byte[] info = Arrays.copyOfRange(stored, from, from + INFO);
    return derived(info).decrypt(stored, from + INFO, storeKey);
  }

  private AesGcmCipher derived(byte[] info) {
    try {
      byte[] key =
          KDF.getInstance("HKDF-SHA256").deriveData(HKDFParameterSpec.expandOnly(seed, info, KEY));
      return new AesGcmCipher(key, random);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no HKDF", e);
    }
  }
}
