package io.navarch.gateway.encryption;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The providers of one resource: the first writes, all read. */
record Providers(List<Provider> chain) {
  /** What holds for resources that no rule names. */
  static final Providers NONE = new Providers(List.of(new Provider.Identity()));

  Providers {
    chain = List.copyOf(chain);
  }

  /** Makes what is stored from now on. */
  Provider writer() {
    return chain.getFirst();
  }

  /** Who made a stored value; null where nobody here did. */
  @Nullable Provider maker(byte[] stored) {
    for (Provider provider : chain) {
      if (provider.made(stored)) {
        return provider;
      }
    }
    return null;
  }

  /** For a value that nobody made. */
  static UndecryptableException unknown(byte[] stored) {
    return new UndecryptableException(
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
