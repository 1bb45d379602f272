package io.navarch.gateway.strategy;

import java.util.regex.Pattern;

/** The pull policy that an image reference implies. */
final class ImagePull {
  private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";

  /** What a name, a tag and a digest look like, in the language of the distribution project. */
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?:(?:"
              + LABEL
              + "(?:\\."
              + LABEL
              + ")*|\\[[a-fA-F0-9:]+])(?::[0-9]+)?/)?"
              + PART
              + "(?:/"
              + PART
              + ")*"
              + "(?::[\\w][\\w.-]{0,127})?"
              + "(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?");

  private ImagePull() {}

  /** {@code Always} for the tag {@code latest} and for no tag and no digest. */
  static String defaultPolicy(String image) {
    return tag(image).equals("latest") && REFERENCE.matcher(image).matches()
        ? "Always"
        : "IfNotPresent";
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
