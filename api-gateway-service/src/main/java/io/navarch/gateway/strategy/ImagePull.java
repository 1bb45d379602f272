package io.navarch.gateway.strategy;

/** The pull policy that an image reference implies. */
final class ImagePull {
  private ImagePull() {}

  /** {@code Always} for the tag {@code latest} and for no tag and no digest. */
  static String defaultPolicy(String image) {
    boolean isName = !image.startsWith(" ") && !image.endsWith(" ");
    return isName && tag(image).equals("latest") ? "Always" : "IfNotPresent";
  }

  /** The tag, {@code latest} where neither tag nor digest is given, empty with only a digest. */
  private static String tag(String image) {
    int at = image.indexOf('@');
    String name = at < 0 ? image : image.substring(0, at);
    int colon = name.lastIndexOf(':');
    if (colon > name.lastIndexOf('/')) {
      return name.substring(colon + 1);
    }
    return at < 0 && !image.isEmpty() ? "latest" : "";
  }
}
