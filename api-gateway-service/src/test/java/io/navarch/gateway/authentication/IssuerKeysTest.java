package io.navarch.gateway.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.callout.CalloutException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An issuer that changes its keys, and when that is looked at. */
class IssuerKeysTest {
  private static final String ISSUER = "https://issuer.example";
  private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private Map<String, Object> served = Map.of("keys", List.of());
  private String told = ISSUER;
  private boolean down;
  private int fetches;

  private final IssuerKeys keys = new IssuerKeys(ISSUER, "", this::fetch, () -> now);

  private Map<String, Object> fetch(String url) {
    if (down) {
      throw CalloutException.of(url, new IOException("down"));
    }
    if (url.equals(ISSUER + "/.well-known/openid-configuration")) {
      return Map.of("issuer", told, "jwks_uri", ISSUER + "/keys");
    }
    fetches++;
    return served;
  }

  private static KeyPair rsa() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    return generator.generateKeyPair();
  }

  private static Map<String, Object> of(KeyPair pair, String id) {
    RSAPublicKey open = (RSAPublicKey) pair.getPublic();
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return Map.of(
        "keys",
        List.of(
            Map.of(
                "kty",
                "RSA",
                "kid",
                id,
                "n",
                encoder.encodeToString(open.getModulus().toByteArray()),
                "e",
                encoder.encodeToString(open.getPublicExponent().toByteArray()))));
  }

  private boolean holds(KeyPair pair, String id) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update(TEXT);
    return keys.verify(id, "RS256", TEXT, signature.sign());
  }

  @Test
  void newKeysAreFetchedWhenATokenNeedsThem() throws GeneralSecurityException {
    KeyPair before = rsa();
    KeyPair after = rsa();
    served = of(before, "a");
    assertThat(holds(before, "a")).isTrue();
    assertThat(holds(before, "a")).isTrue();
    assertThat(fetches).isOne();
    served = of(after, "b");
    assertThat(holds(after, "b")).as("too early to ask again").isFalse();
    now = now.plusSeconds(11);
    assertThat(holds(after, "b")).isTrue();
    assertThat(holds(before, "a")).as("the old one is gone").isFalse();
    assertThat(fetches).isEqualTo(2);
  }

  /** Some issuers do not give a new key a new name. */
  @Test
  void aKeyMayChangeUnderItsName() throws GeneralSecurityException {
    KeyPair before = rsa();
    KeyPair after = rsa();
    served = of(before, "same");
    assertThat(holds(before, "same")).isTrue();
    served = of(after, "same");
    now = now.plusSeconds(11);
    assertThat(holds(after, "same")).isTrue();
    assertThat(holds(before, "same")).isFalse();
  }

  @Test
  void keysAreAskedForEveryHourAndHoldWhileTheIssuerIsDown() throws GeneralSecurityException {
    KeyPair pair = rsa();
    served = of(pair, "a");
    assertThat(holds(pair, "a")).isTrue();
    down = true;
    now = now.plus(Duration.ofHours(2));
    assertThat(holds(pair, "a")).isTrue();
    down = false;
    served = Map.of("keys", List.of());
    now = now.plusSeconds(11);
    assertThat(holds(pair, "a")).as("taken away").isFalse();
  }

  @Test
  void documentsOfOthersAreNotBelieved() throws GeneralSecurityException {
    KeyPair pair = rsa();
    served = of(pair, "a");
    told = "https://somebody.example";
    assertThat(holds(pair, "a")).isFalse();
    assertThat(fetches).isZero();
  }
}
