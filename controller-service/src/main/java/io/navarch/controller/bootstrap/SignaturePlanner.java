package io.navarch.controller.bootstrap;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs the kubeconfig in {@code cluster-info} with every token that may: a detached JWS (RFC 7515,
 * HS256) a token, so that who knows a token can tell the true cluster from another. Pure.
 */
final class SignaturePlanner {
  static final String CONTENT = "kubeconfig";
  private static final String PREFIX = "jws-kubeconfig-";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private SignaturePlanner() {}

  /** The data that the ConfigMap must get; empty where it has them, or there is nothing to sign. */
  static Optional<Map<String, String>> plan(
      Map<String, String> data, Collection<BootstrapToken> tokens, Instant now) {
    String content = data.get(CONTENT);
    if (content == null) {
      return Optional.empty();
    }
    Map<String, String> wanted = new TreeMap<>(data);
    wanted.keySet().removeIf(key -> key.startsWith(PREFIX));
    for (BootstrapToken token : tokens) {
      if (token.signs() && !token.hasExpired(now)) {
        wanted.put(PREFIX + token.id(), signature(content, token));
      }
    }
    return wanted.equals(data) ? Optional.empty() : Optional.of(wanted);
  }

  private static String signature(String content, BootstrapToken token) {
    String header = "{\"alg\":\"HS256\",\"kid\":\"" + token.id() + "\"}";
    String protectedHeader = BASE64.encodeToString(header.getBytes(StandardCharsets.UTF_8));
    String payload = BASE64.encodeToString(content.getBytes(StandardCharsets.UTF_8));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signature =
          mac.doFinal((protectedHeader + "." + payload).getBytes(StandardCharsets.US_ASCII));
      return protectedHeader + ".." + BASE64.encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this platform cannot sign", e);
    }
  }
}
