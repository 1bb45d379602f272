package io.navarch.gateway.encryption;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-GCM: a random nonce of 12 bytes, then the ciphertext with its tag of 16 bytes. */
final class AesGcmCipher implements ValueCipher {
  private static final int NONCE = 12;
  private static final int TAG = 16;

  private final SecretKeySpec key;
  private final SecureRandom random;

  AesGcmCipher(byte[] key, SecureRandom random) {
    this.key = new SecretKeySpec(key, "AES");
    this.random = random;
  }

  @Override
  public byte[] encrypt(byte[] head, byte[] plain, String storeKey) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] out = new byte[head.length + NONCE + plain.length + TAG];
    System.arraycopy(head, 0, out, 0, head.length);
    System.arraycopy(nonce, 0, out, head.length, NONCE);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, 0, storeKey);
      int written = cipher.doFinal(plain, 0, plain.length, out, head.length + NONCE);
      if (written != plain.length + TAG) {
        throw new IllegalStateException("AES-GCM wrote " + written + " bytes");
      }
      return out;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot encrypt", e);
    }
  }

  @Override
  public byte[] decrypt(byte[] stored, int from, String storeKey) {
    if (stored.length - from < NONCE + TAG) {
      throw new UndecryptableException("the stored data was shorter than the required size");
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, stored, from, storeKey)
          .doFinal(stored, from + NONCE, stored.length - from - NONCE);
    } catch (GeneralSecurityException e) {
      throw new UndecryptableException("cipher: message authentication failed");
    }
  }

  private Cipher cipher(int mode, byte[] nonce, int from, String storeKey)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce, from, NONCE));
    cipher.updateAAD(storeKey.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
