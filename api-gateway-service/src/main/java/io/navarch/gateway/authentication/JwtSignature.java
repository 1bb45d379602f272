package io.navarch.gateway.authentication;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys (RFC 7517) and signatures (RFC 7518) of foreign issuers; only asymmetric algorithms. */
final class JwtSignature {
  private static final int LEAST_RSA_BITS = 2048;

  private JwtSignature() {}

  /**
   * @param id by which tokens name the key; may be empty
   * @param algorithm that alone the key is for; empty for any that fits
   */
  record Key(String id, String algorithm, PublicKey key) {}

  /** The keys of a key set that can check signatures; others are passed over. */
  static List<Key> keys(Map<String, Object> set) {
    List<Key> keys = new ArrayList<>();
    if (set.get("keys") instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof Map<?, ?> jwk && !"enc".equals(jwk.get("use"))) {
          PublicKey key = publicKey(jwk);
          if (key != null) {
            keys.add(new Key(text(jwk, "kid"), text(jwk, "alg"), key));
          }
        }
      }
    }
    return List.copyOf(keys);
  }

  private static String text(Map<?, ?> map, String name) {
    return map.get(name) instanceof String text ? text : "";
  }

  private static @Nullable PublicKey publicKey(Map<?, ?> jwk) {
    try {
      return switch (text(jwk, "kty")) {
        case "RSA" -> rsa(jwk);
        case "EC" -> ec(jwk);
        default -> null;
      };
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return null;
    }
  }

  private static BigInteger number(Map<?, ?> jwk, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(text(jwk, name)));
  }

  private static @Nullable PublicKey rsa(Map<?, ?> jwk) throws GeneralSecurityException {
    BigInteger modulus = number(jwk, "n");
    return modulus.bitLength() < LEAST_RSA_BITS
        ? null
        : KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(modulus, number(jwk, "e")));
  }

  private static @Nullable PublicKey ec(Map<?, ?> jwk) throws GeneralSecurityException {
    String curve =
        switch (text(jwk, "crv")) {
          case "P-256" -> "secp256r1";
          case "P-384" -> "secp384r1";
          case "P-521" -> "secp521r1";
          default -> "";
        };
    if (curve.isEmpty()) {
      return null;
    }
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(curve));
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new ECPublicKeySpec(
                new ECPoint(number(jwk, "x"), number(jwk, "y")),
                parameters.getParameterSpec(ECParameterSpec.class)));
  }

  /** Whether the key made the signature with the algorithm that the token names. */
  static boolean holds(Key key, String algorithm, byte[] text, byte[] signature) {
    boolean meant = key.algorithm().isEmpty() || key.algorithm().equals(algorithm);
    if (!meant || algorithm.length() != 5 || !fits(algorithm.substring(0, 2), key.key())) {
      return false;
    }
    try {
      Signature verifier = verifier(algorithm);
      verifier.initVerify(key.key());
      verifier.update(text);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean fits(String family, PublicKey key) {
    return switch (family) {
      case "RS", "PS" -> key instanceof RSAPublicKey;
      case "ES" -> key instanceof ECPublicKey;
      default -> false;
    };
  }

  private static Signature verifier(String algorithm) throws GeneralSecurityException {
    String bits = algorithm.substring(2);
    if (!List.of("256", "384", "512").contains(bits)) {
      throw new GeneralSecurityException("unknown algorithm");
    }
    return switch (algorithm.substring(0, 2)) {
      case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
      case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
      default -> {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        String hash = "SHA-" + bits;
        pss.setParameter(
            new PSSParameterSpec(
                hash, "MGF1", new MGF1ParameterSpec(hash), Integer.parseInt(bits) / 8, 1));
        yield pss;
      }
    };
  }
}
