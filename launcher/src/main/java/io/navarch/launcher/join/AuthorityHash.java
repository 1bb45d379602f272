package io.navarch.launcher.join;

import io.navarch.launcher.UserException;
import io.navarch.model.pki.Sha256;
import java.security.cert.X509Certificate;

/**
 * By what a joining node knows the cluster's authority: {@code sha256:} and the hash of its public
 * key's DER form, as kubeadm writes it.
 */
public record AuthorityHash(String text) {
  private static final String FORM = "sha256:[0-9a-f]{64}";

  public AuthorityHash {
    if (!text.matches(FORM)) {
      throw new UserException("the authority's hash is sha256: and 64 hexadecimal digits");
    }
  }

  public static AuthorityHash of(X509Certificate authority) {
    return new AuthorityHash("sha256:" + Sha256.hex(authority.getPublicKey().getEncoded()));
  }
}
