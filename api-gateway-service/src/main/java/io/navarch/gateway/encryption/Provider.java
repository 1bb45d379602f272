package io.navarch.gateway.encryption;

import java.nio.charset.StandardCharsets;

/**
 * One key of one provider, with the prefix that marks the values it made, such as {@code
 * k8s:enc:aesgcm:v1:key1:}.
 */
sealed interface Provider {
  /** Whether it made a stored value. */
  boolean made(byte[] stored);

  byte[] encrypt(byte[] plain, String storeKey);

  byte[] decrypt(byte[] stored, String storeKey);

  /** What the values of this kind of provider begin with, whatever the key. */
  String prefix();

  /** A key with its mark. */
  record Keyed(byte[] mark, String prefix, ValueCipher cipher) implements Provider {
    /**
     * @param prefix of the kind of provider
     * @param key its name
     */
    static Keyed of(String prefix, String key, ValueCipher cipher) {
      return new Keyed((prefix + key + ":").getBytes(StandardCharsets.UTF_8), prefix, cipher);
    }

    @Override
    public boolean made(byte[] stored) {
      return startsWith(stored, mark);
    }

    @Override
    public byte[] encrypt(byte[] plain, String storeKey) {
      return cipher.encrypt(mark, plain, storeKey);
    }

    @Override
    public byte[] decrypt(byte[] stored, String storeKey) {
      return cipher.decrypt(stored, mark.length, storeKey);
    }
  }

  /** A provider whose keys another process holds. */
  non-sealed interface Remote extends Provider {
    byte[] mark();

    /** Whether the value was made under the key that is in use now. */
    boolean isCurrent(byte[] stored);

    @Override
    default boolean made(byte[] stored) {
      return startsWith(stored, mark());
    }
  }

  /** Leaves values as they are, and takes none that is encrypted. */
  record Identity() implements Provider {
    @Override
    public String prefix() {
      return "identity";
    }

    @Override
    public boolean made(byte[] stored) {
      return !isEncrypted(stored);
    }

    @Override
    public byte[] encrypt(byte[] plain, String storeKey) {
      return plain;
    }

    @Override
    public byte[] decrypt(byte[] stored, String storeKey) {
      return stored;
    }
  }

  /** What every encrypted value begins with. */
  byte[] ENCRYPTED = "k8s:enc:".getBytes(StandardCharsets.UTF_8);

  static boolean isEncrypted(byte[] stored) {
    return startsWith(stored, ENCRYPTED);
  }

  private static boolean startsWith(byte[] stored, byte[] mark) {
    if (stored.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if (stored[i] != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
