package io.navarch.model.pki;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM text.
 *
 * @param type what its first line says, such as {@code CERTIFICATE}
 * @param der what it encodes
 */
record PemBlock(String type, byte[] der) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /**
   * The blocks of a text in their order; what stands between them is skipped (RFC 7468).
   *
   * @throws PkiException if a block is not base64
   */
  static List<PemBlock> all(String pem) {
    List<PemBlock> found = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(pem);
    while (matcher.find()) {
      String type = matcher.group(1);
      try {
        found.add(new PemBlock(type, Base64.getMimeDecoder().decode(matcher.group(2))));
      } catch (IllegalArgumentException e) {
        throw new PkiException("malformed PEM block " + type, e);
      }
    }
    return found;
  }

  boolean isCertificate() {
    return type.equals("CERTIFICATE") || type.equals("X509 CERTIFICATE");
  }
}
