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
        + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: "
        + what
        + " in precondition: "
        + wanted
        + ", "
        + what
        + " in object meta: "
        + found;
  }
}
