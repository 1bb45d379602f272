package io.navarch.gateway.encryption;

import java.util.List;

/** The providers of one resource: the first writes, all read. */
record Providers(List<Provider> chain) {
  /** What holds for resources that no rule names. */
  static final Providers NONE = new Providers(List.of(new Provider.Identity()));

  Providers {
    chain = List.copyOf(chain);
  }

  byte[] encrypt(byte[] plain, String storeKey) {
    return chain.getFirst().encrypt(plain, storeKey);
  }

  /**
   * @throws UndecryptableException when no provider made the value
   */
  byte[] decrypt(byte[] stored, String storeKey) {
    for (Provider provider : chain) {
      if (provider.made(stored)) {
        return provider.decrypt(stored, storeKey);
      }
    }
    throw new UndecryptableException(
        Provider.isEncrypted(stored)
            ? "no matching key was found for the stored data"
            : "no matching prefix found");
  }

  /** Whether the value would be written otherwise today. */
  boolean isStale(byte[] stored) {
    Provider first = chain.getFirst();
    return !first.made(stored) || first instanceof Provider.Remote r && !r.isCurrent(stored);
  }
}
