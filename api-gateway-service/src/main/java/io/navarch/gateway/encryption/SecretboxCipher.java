package io.navarch.gateway.encryption;

import java.security.MessageDigest;
import java.security.SecureRandom;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * NaCl's secretbox (XSalsa20 and Poly1305): a random nonce of 24 bytes, a tag of 16 bytes, then the
 * ciphertext.
 */
final class SecretboxCipher implements ValueCipher {
  private static final int NONCE = 24;
  private static final int TAG = 16;
  private static final int KEY = 32;

  private final byte[] key;
  private final SecureRandom random;

  SecretboxCipher(byte[] key, SecureRandom random) {
    this.key = key.clone();
    this.random = random;
  }

  @Override
  public byte[] encrypt(byte[] head, byte[] plain, String storeKey) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] out = new byte[head.length + NONCE + TAG + plain.length];
    System.arraycopy(head, 0, out, 0, head.length);
    System.arraycopy(nonce, 0, out, head.length, NONCE);
    int text = head.length + NONCE + TAG;
    XSalsa20Engine stream = stream(nonce);
    byte[] macKey = macKey(stream);
    stream.processBytes(plain, 0, plain.length, out, text);
    mac(macKey, out, text, plain.length, out, head.length + NONCE);
    return out;
  }

  @Override
  public byte[] decrypt(byte[] stored, int from, String storeKey) {
    int length = stored.length - from - NONCE - TAG;
    if (length < 0) {
      throw new UndecryptableException("the stored data was shorter than the required size");
    }
    byte[] nonce = new byte[NONCE];
    System.arraycopy(stored, from, nonce, 0, NONCE);
    int text = from + NONCE + TAG;
    XSalsa20Engine stream = stream(nonce);
    byte[] expected = new byte[TAG];
    mac(macKey(stream), stored, text, length, expected, 0);
    byte[] found = new byte[TAG];
    System.arraycopy(stored, from + NONCE, found, 0, TAG);
    if (!MessageDigest.isEqual(expected, found)) {
      throw new UndecryptableException("output of secretbox could not be authenticated");
    }
    byte[] plain = new byte[length];
    stream.processBytes(stored, text, length, plain, 0);
    return plain;
  }

  private XSalsa20Engine stream(byte[] nonce) {
    XSalsa20Engine stream = new XSalsa20Engine();
    stream.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
    return stream;
  }

  /** The stream's first block is the one-time key of the tag; the text begins behind it. */
  private static byte[] macKey(XSalsa20Engine stream) {
    byte[] macKey = new byte[KEY];
    stream.processBytes(new byte[KEY], 0, KEY, macKey, 0);
    return macKey;
  }

  private static void mac(byte[] macKey, byte[] text, int from, int length, byte[] out, int at) {
    Poly1305 poly = new Poly1305();
    poly.init(new KeyParameter(macKey));
    poly.update(text, from, length);
    poly.doFinal(out, at);
  }
}
