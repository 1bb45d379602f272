package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.List;

/** The rules for the names of signers ({@code example.com/name}) and of their trust bundles. */
final class Signers {
  private static final int MAX_DOMAIN = 253;
  private static final int MAX_NAME = MAX_DOMAIN + 253 + 63 + 1 + 1;

  private Signers() {}

  static boolean isKubernetes(String signer) {
    int slash = signer.indexOf('/');
    String domain = slash < 0 ? signer : signer.substring(0, slash);
    return domain.equals("kubernetes.io") || domain.endsWith(".kubernetes.io");
  }

  static void check(Field signer) {
    if (!signer.requirePresent()) {
      return;
    }
    String[] parts = signer.string().split("/", -1);
    if (parts.length != 2) {
      signer.invalid(
          "must be a fully qualified domain and path of the form 'example.com/signer-name'");
      return;
    }
    if (parts[0].length() > MAX_DOMAIN) {
      signer.tooLong(MAX_DOMAIN);
    }
    String[] labels = parts[0].split("\\.", -1);
    for (String label : labels) {
      if (reportsLabel(signer, parts[0], label, Formats.dns1123Label(label))) {
        break;
      }
    }
    if (labels.length < 2) {
      signer.invalid(parts[0], "should be a domain with at least two segments separated by dots");
    }
    for (String label : parts[1].split("\\.", -1)) {
      if (reportsLabel(signer, parts[1], label, Formats.dns1123Subdomain(label))) {
        break;
      }
    }
    if (signer.string().length() > MAX_NAME) {
      signer.tooLong(MAX_NAME);
    }
  }

  private static boolean reportsLabel(
      Field signer, String part, String label, List<String> messages) {
    messages.forEach(m -> signer.invalid(part, "validating label \"" + label + "\": " + m));
    return !messages.isEmpty();
  }

  /** A bundle of a signer is called {@code example.com:name:more}. */
  static List<String> checkBundleName(String name) {
    int colon = name.lastIndexOf(':');
    return Formats.dns1123Subdomain(colon < 0 ? name : name.substring(colon + 1));
  }
}
