package io.navarch.gateway.encryption;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-CBC with PKCS #7 padding: a random initialization vector of 16 bytes, then the ciphertext. It
 * authenticates nothing and is here for stores that were written with it.
 */
final class AesCbcCipher implements ValueCipher {
  private static final int BLOCK = 16;

  private final SecretKeySpec key;
  private final SecureRandom random;

  AesCbcCipher(byte[] key, SecureRandom random) {
    this.key = new SecretKeySpec(key, "AES");
    this.random = random;
  }

  @Override
  public byte[] encrypt(byte[] head, byte[] plain, String storeKey) {
    byte[] vector = new byte[BLOCK];
    random.nextBytes(vector);
    int padded = (plain.length / BLOCK + 1) * BLOCK;
    byte[] out = new byte[head.length + BLOCK + padded];
    System.arraycopy(head, 0, out, 0, head.length);
    System.arraycopy(vector, 0, out, head.length, BLOCK);
    try {
      int written =
          cipher(Cipher.ENCRYPT_MODE, vector, 0)
              .doFinal(plain, 0, plain.length, out, head.length + BLOCK);
      if (written != padded) {
        throw new IllegalStateException("AES-CBC wrote " + written + " bytes");
      }
      return out;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CBC cannot encrypt", e);
    }
  }

  @Override
  public byte[] decrypt(byte[] stored, int from, String storeKey) {
    if (stored.length - from < 2 * BLOCK) {
      throw new UndecryptableException("the stored data was shorter than the required size");
    }
    if ((stored.length - from) % BLOCK != 0) {
      throw new UndecryptableException("the stored data is not a multiple of the block size");
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, stored, from)
          .doFinal(stored, from + BLOCK, stored.length - from - BLOCK);
    } catch (GeneralSecurityException e) {
      throw new UndecryptableException("invalid padding on input");
    }
  }

  private Cipher cipher(int mode, byte[] vector, int from) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(mode, key, new IvParameterSpec(vector, from, BLOCK));
    return cipher;
  }
}
