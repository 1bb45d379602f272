package io.navarch.gateway.openapi;

import io.navarch.model.schema.BuiltinSchemas;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A hash of all that decides the documents of built-in kinds: the schemas, the texts, the tables
 * and the very code that writes them. The index can name their hashes by it without building them.
 */
final class BuildFingerprint {
  private static final List<String> SOURCES =
      List.of(
          "parameters.tsv",
          "published-defaults.tsv",
          "published-enums.tsv",
          "ApiOperation.class",
          "ApiParameter.class",
          "ApiPath.class",
          "ConnectPaths.class",
          "DefinitionWriter.class",
          "GeneralPaths.class",
          "OpenApiBuilder.class",
          "OperationNames.class",
          "PathWriter.class",
          "ResourcePaths.class");

  private final byte[] sources;

  BuildFingerprint() {
    MessageDigest digest = sha512();
    for (String source : SOURCES) {
      digest.update(bytes(BuildFingerprint.class, source));
    }
    for (String source : List.of("schemas.tsv", "descriptions.tsv")) {
      digest.update(bytes(BuiltinSchemas.class, source));
    }
    sources = digest.digest();
  }

  /** The hash of a document, as an index names it. */
  String of(String document, Object served) {
    MessageDigest digest = sha512();
    digest.update(sources);
    digest.update(document.getBytes(StandardCharsets.UTF_8));
    digest.update(served.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().withUpperCase().formatHex(digest.digest());
  }

  static String of(byte[] body) {
    return HexFormat.of().withUpperCase().formatHex(sha512().digest(body));
  }

  private static MessageDigest sha512() {
    try {
      return MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the build left out " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
