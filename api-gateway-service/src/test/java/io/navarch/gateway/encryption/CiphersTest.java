package io.navarch.gateway.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CiphersTest {
  private static final byte[] HEAD = "k8s:enc:x:v1:key1:".getBytes(StandardCharsets.UTF_8);
  private static final String KEY = "/registry/secrets/default/one";

  static Stream<ValueCipher> ciphers() {
    SecureRandom random = new SecureRandom();
    return Stream.of(
        new AesGcmCipher(new byte[16], random),
        new AesGcmCipher(new byte[32], random),
        new AesCbcCipher(new byte[24], random),
        new SecretboxCipher(new byte[32], random),
        new SeedCipher(new byte[32], random));
  }

  @ParameterizedTest
  @MethodSource("ciphers")
  void givesBackWhatItTook(ValueCipher cipher) {
    Random random = new Random(7);
    for (int length : new int[] {0, 1, 15, 16, 17, 63, 64, 65, 4096}) {
      byte[] plain = new byte[length];
      random.nextBytes(plain);
      byte[] stored = cipher.encrypt(HEAD, plain, KEY);
      assertThat(Arrays.copyOf(stored, HEAD.length)).isEqualTo(HEAD);
      assertThat(cipher.decrypt(stored, HEAD.length, KEY)).isEqualTo(plain);
      assertThat(cipher.encrypt(HEAD, plain, KEY)).as("never twice the same").isNotEqualTo(stored);
    }
  }

  @ParameterizedTest
  @MethodSource("ciphers")
  void refusesAnythingShortOfWhatItMade(ValueCipher cipher) {
    byte[] stored = cipher.encrypt(HEAD, "a secret".getBytes(StandardCharsets.UTF_8), KEY);
    for (int length = HEAD.length; length < stored.length; length++) {
      byte[] cut = Arrays.copyOf(stored, length);
      assertThatThrownBy(() -> cipher.decrypt(cut, HEAD.length, KEY))
          .isInstanceOf(UndecryptableException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("ciphers")
  void noticesEveryFlippedBit(ValueCipher cipher) {
    if (cipher instanceof AesCbcCipher) {
      return; // authenticates nothing, by its nature
    }
    byte[] stored = cipher.encrypt(HEAD, "a secret".getBytes(StandardCharsets.UTF_8), KEY);
    for (int i = HEAD.length; i < stored.length; i++) {
      byte[] flipped = stored.clone();
      flipped[i] ^= 1;
      assertThatThrownBy(() -> cipher.decrypt(flipped, HEAD.length, KEY))
          .isInstanceOf(UndecryptableException.class);
    }
  }

  @Test
  void bindsAValueToItsKeyInTheStore() {
    AesGcmCipher cipher = new AesGcmCipher(new byte[32], new SecureRandom());
    byte[] stored = cipher.encrypt(HEAD, new byte[10], KEY);
    assertThatThrownBy(() -> cipher.decrypt(stored, HEAD.length, KEY + "2"))
        .isInstanceOf(UndecryptableException.class);
  }

  /** The example of NaCl's own test suite: nonce, tag and ciphertext as they would be stored. */
  @Test
  void opensASecretboxOfNaCl() {
    HexFormat hex = HexFormat.of();
    byte[] key = hex.parseHex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
    byte[] stored =
        hex.parseHex(
            "69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37"
                + "f3ffc7703f9400e52a7dfb4b3d3305d9"
                + "8e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186a"
                + "c0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738"
                + "b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da"
                + "99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74"
                + "e355a5");
    byte[] plain = new SecretboxCipher(key, new SecureRandom()).decrypt(stored, 0, KEY);
    assertThat(hex.formatHex(plain))
        .startsWith("be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffc");
    assertThat(plain).hasSize(131);
  }
}
