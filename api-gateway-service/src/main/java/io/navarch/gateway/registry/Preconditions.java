package io.navarch.gateway.registry;

/** How the storage of kube-apiserver says that an object is not the one that a client means. */
final class Preconditions {
  private Preconditions() {}

  /**
   * @param key of the object in the store, as upstream shows it
   */
  static String ofUid(String key, String wanted, String found) {
    return failed(key, "UID", wanted, found);
  }

  /** The same of the version that the client builds on. */
  static String ofVersion(String key, String wanted, String found) {
    return failed(key, "ResourceVersion", wanted, found);
  }

  private static String failed(String key, String what, String wanted, String found) {
    return "StorageError: invalid object, Code: 4, Key: "
        + key
        + ", ResourceVersion: 0, AdditionalErrorMsg: "
        + failed(what, wanted, found);
  }

  /**
   * The same where no storage stands between.
   *
   * @param what {@code UID} or {@code ResourceVersion}
   */
  static String failed(String what, String wanted, String found) {
    return "Precondition failed: %1$s in precondition: %2$s, %1$s in object meta: %3$s"
        .formatted(what, wanted, found);
  }
}
