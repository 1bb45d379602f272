package io.navarch.model.pki;

import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signed JSON Web Tokens (RFC 7519) with RS256 and ES256, which is all that clusters use. */
public final class Jwt {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private Jwt() {}

  /** A key that checks signatures, with the id that tokens name it by. */
  public record VerifyingKey(String id, PublicKey key) {
    public static VerifyingKey of(PublicKey key) {
      return new VerifyingKey(keyId(key), key);
    }

    public String algorithm() {
      return algorithmOf(key);
    }

    /** The key as a JSON Web Key (RFC 7517). */
    public Map<String, Object> jwk() {
      Map<String, Object> jwk = new LinkedHashMap<>();
      jwk.put("use", "sig");
      switch (key) {
        case RSAPublicKey rsa -> {
          jwk.put("kty", "RSA");
          jwk.put("kid", id);
          jwk.put("alg", algorithm());
          jwk.put("n", ENCODER.encodeToString(unsigned(rsa.getModulus().toByteArray(), 0)));
          jwk.put("e", ENCODER.encodeToString(unsigned(rsa.getPublicExponent().toByteArray(), 0)));
        }
        case ECPublicKey ec -> {
          jwk.put("kty", "EC");
          jwk.put("kid", id);
          jwk.put("crv", "P-256");
          jwk.put("alg", algorithm());
          jwk.put("x", ENCODER.encodeToString(unsigned(ec.getW().getAffineX().toByteArray(), 32)));
          jwk.put("y", ENCODER.encodeToString(unsigned(ec.getW().getAffineY().toByteArray(), 32)));
        }
        default -> throw new IllegalStateException("no JWK for " + key.getAlgorithm());
      }
      return jwk;
    }
  }

  /** Upstream's key id: the hash of the key's DER form. */
  private static String keyId(PublicKey key) {
    return ENCODER.encodeToString(Sha256.of(key.getEncoded()));
  }

  private static byte[] unsigned(byte[] bytes, int length) {
    int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
    int size = Math.max(length, bytes.length - from);
    byte[] result = new byte[size];
    System.arraycopy(bytes, from, result, size - (bytes.length - from), bytes.length - from);
    return result;
  }

  private static String algorithmOf(java.security.Key key) {
    return key.getAlgorithm().equals("RSA") ? "RS256" : "ES256";
  }

  /**
   * Signs claims; the header names an RSA key by upstream's key id. Which public key belongs to
   * another kind of key cannot be told from it, and verifiers try all that they have.
   */
  public static String sign(Map<String, Object> claims, PrivateKey key) {
    return sign(claims, key, key instanceof RSAPrivateCrtKey rsa ? keyId(publicKey(rsa)) : "");
  }

  private static PublicKey publicKey(RSAPrivateCrtKey key) {
    try {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
    } catch (GeneralSecurityException e) {
      throw new PkiException("no public key of a private one", e);
    }
  }

  /** Signs claims; the header names the key. */
  public static String sign(Map<String, Object> claims, PrivateKey key, String keyId) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", algorithmOf(key));
    header.put("kid", keyId);
    String text = ENCODER.encodeToString(Json.write(header)) + "." + encoded(claims);
    try {
      Signature signature = signature(algorithmOf(key));
      signature.initSign(key);
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + ENCODER.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign a token", e);
    }
  }

  private static String encoded(Map<String, Object> claims) {
    return ENCODER.encodeToString(Json.write(claims));
  }

  /** The claims of a token without any check, or empty where it is no token. */
  public static Optional<Map<String, Object>> peek(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.readObject(DECODER.decode(parts[1])));
    } catch (IllegalArgumentException | MalformedJsonException e) {
      return Optional.empty();
    }
  }

  /** The claims of a token that one of the keys has signed; times and audiences are not checked. */
  public static Optional<Map<String, Object>> verify(String token, List<VerifyingKey> keys) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      Map<String, Object> header = Json.readObject(DECODER.decode(parts[0]));
      if (header.containsKey("crit")) {
        // Names what must be understood (RFC 7515, section 4.1.11), of which nothing is.
        return Optional.empty();
      }
      byte[] signature = DECODER.decode(parts[2]);
      byte[] text = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
      for (VerifyingKey key : keys) {
        Object id = header.get("kid");
        boolean named = id == null || id.equals("") || id.equals(key.id());
        if (named && key.algorithm().equals(header.get("alg")) && holds(key, text, signature)) {
          return Optional.of(Json.readObject(DECODER.decode(parts[1])));
        }
      }
    } catch (IllegalArgumentException | MalformedJsonException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static boolean holds(VerifyingKey key, byte[] text, byte[] signature) {
    try {
      Signature verifier = signature(key.algorithm());
      verifier.initVerify(key.key());
      verifier.update(text);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static Signature signature(String algorithm) throws GeneralSecurityException {
    return Signature.getInstance(
        algorithm.equals("RS256") ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
  }
}
