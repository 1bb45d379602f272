package io.navarch.launcher.join;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.navarch.launcher.UserException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bootstrap token, {@code <id>.<secret>}: what a new node shows before it has a certificate.
 *
 * @param id six letters or digits, no secret
 * @param secret sixteen of them
 */
public record BootstrapToken(String id, String secret) {
  /** Members may ask for a node's first certificate; the name is kubeadm's. */
  static final String GROUP = "system:bootstrappers:kubeadm:default-node-token";

  static final String TYPE = "bootstrap.kubernetes.io/token";
  static final String PREFIX = "bootstrap-token-";
  static final String NAMESPACE = "kube-system";

  private static final Pattern FORM = Pattern.compile("([a-z0-9]{6})\\.([a-z0-9]{16})");
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

  /**
   * @throws UserException if it does not have the form of a token
   */
  public static BootstrapToken parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new UserException(
          "a token has six letters or digits, a dot and sixteen more, all in lower case");
    }
    return new BootstrapToken(parts.group(1), parts.group(2));
  }

  /**
   * @param random must be hard to guess
   */
  public static BootstrapToken generate(RandomGenerator random) {
    return new BootstrapToken(letters(random, 6), letters(random, 16));
  }

  private static String letters(RandomGenerator random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  /** The Secret by which the API knows the token. */
  Secret toSecret(Instant expires, String description) {
    Map<String, String> data = new LinkedHashMap<>();
    data.put("token-id", id);
    data.put("token-secret", secret);
    data.put("expiration", expires.truncatedTo(ChronoUnit.SECONDS).toString());
    data.put("usage-bootstrap-authentication", "true");
    data.put("usage-bootstrap-signing", "true");
    data.put("auth-extra-groups", GROUP);
    data.put("description", description);
    return new SecretBuilder()
        .withNewMetadata()
        .withName(PREFIX + id)
        .withNamespace(NAMESPACE)
        .endMetadata()
        .withType(TYPE)
        .withStringData(data)
        .build();
  }

  /** Never the whole token: it would end up in logs. */
  @Override
  public String toString() {
    return id + ".<secret>";
  }

  /** The whole token, for whoever made it. */
  public String reveal() {
    return id + "." + secret;
  }
}
