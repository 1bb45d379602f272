package io.navarch.gateway.encryption;

/**
 * Encrypts values with one key. The store's key goes into the authentication where the scheme has
 * any, so that a value copied to another key does not decrypt.
 */
interface ValueCipher {
  /**
   * @param head goes in front of the result, as it is
   */
  byte[] encrypt(byte[] head, byte[] plain, String storeKey);

  /**
   * @param from where behind the head the value begins
   * @throws UndecryptableException when the bytes were not made with this key
   */
  byte[] decrypt(byte[] stored, int from, String storeKey);
}
