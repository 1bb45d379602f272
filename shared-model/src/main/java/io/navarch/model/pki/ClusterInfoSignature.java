package io.navarch.model.pki;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How a bootstrap token signs the kubeconfig in {@code kube-public/cluster-info}: a detached JWS
 * (RFC 7515, HS256), so that who knows a token can tell the true cluster from another.
 */
public final class ClusterInfoSignature {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private ClusterInfoSignature() {}

  /**
   * @param id the token's public half, {@code secret} its other one
   */
  public static String sign(String kubeconfig, String id, String secret) {
    String header = "{\"alg\":\"HS256\",\"kid\":\"" + id + "\"}";
    String protectedHeader = BASE64.encodeToString(header.getBytes(StandardCharsets.UTF_8));
    String payload = BASE64.encodeToString(kubeconfig.getBytes(StandardCharsets.UTF_8));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signature =
          mac.doFinal((protectedHeader + "." + payload).getBytes(StandardCharsets.US_ASCII));
      return protectedHeader + ".." + BASE64.encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new PkiException("this platform cannot sign", e);
    }
  }

  /** Whether this token made the signature. */
  public static boolean holds(String signature, String kubeconfig, String id, String secret) {
    return MessageDigest.isEqual(
        sign(kubeconfig, id, secret).getBytes(StandardCharsets.US_ASCII),
        signature.getBytes(StandardCharsets.US_ASCII));
  }
}
