package io.navarch.model.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Certificates and keys as PEM text and files. Key files are readable by their owner only. */
public final class Pem {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> WORLD_READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  /** Characters a line of a block, by RFC 7468. */
  private static final int LINE = 64;

  private Pem() {}

  public static String encode(X509Certificate certificate) {
    try {
      return block("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateException e) {
      throw new PkiException("cannot encode a certificate", e);
    }
  }

  /** PKCS#8. */
  public static String encode(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  public static String encode(PublicKey key) {
    return block("PUBLIC KEY", key.getEncoded());
  }

  /** One PEM block of any type. */
  public static String block(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  /**
   * All certificates of a PEM text, in their order; other blocks are skipped.
   *
   * @throws PkiException if it is malformed
   */
  public static List<X509Certificate> certificates(String pem) {
    List<X509Certificate> found = new ArrayList<>();
    for (PemBlock block : PemBlock.all(pem)) {
      if (block.isCertificate()) {
        found.add(certificate(block));
      }
    }
    return found;
  }

  /**
   * The authorities of a {@code caBundle} of the API. Certificates that cannot be read are passed
   * over where there is one that can.
   *
   * @throws PkiException if there is none, in kube-apiserver's words
   */
  public static List<X509Certificate> authorities(byte[] bundle) {
    List<PemBlock> blocks;
    try {
      blocks = PemBlock.all(new String(bundle, StandardCharsets.ISO_8859_1));
    } catch (PkiException malformed) {
      throw new PkiException("unable to parse bytes as PEM block", malformed);
    }
    List<X509Certificate> found = new ArrayList<>();
    PkiException refused = null;
    for (PemBlock block : blocks) {
      if (block.type().equals("CERTIFICATE")) {
        try {
          found.add(certificate(block));
        } catch (PkiException malformed) {
          refused = malformed;
        }
      }
    }
    if (found.isEmpty()) {
      throw blocks.isEmpty()
          ? new PkiException("unable to parse bytes as PEM block")
          : refused == null
              ? new PkiException("no valid certificate authority data seen")
              : new PkiException(
                  "failed to parse certificate: x509: malformed certificate", refused);
    }
    return found;
  }

  /** The first certificate of a PEM text. */
  public static X509Certificate certificate(String pem) {
    List<X509Certificate> all = certificates(pem);
    if (all.isEmpty()) {
      throw new PkiException("no certificate in the PEM text");
    }
    return all.getFirst();
  }

  private static X509Certificate certificate(PemBlock block) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException e) {
      throw new PkiException("malformed certificate", e);
    }
  }

  /** The first private key of a PEM text: PKCS#8, PKCS#1 or SEC 1. */
  public static PrivateKey privateKey(String pem) {
    for (PemBlock block : PemBlock.all(pem)) {
      if (block.type().equals("PRIVATE KEY")) {
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(block.der());
        return key("malformed private key", factory -> factory.generatePrivate(encoded));
      }
      if (TraditionalKey.isPair(block.type())) {
        return TraditionalKey.pair(block).getPrivate();
      }
    }
    throw new PkiException("no private key in the PEM text");
  }

  /** All public keys of a PEM text; those of certificates and of key pairs count too. */
  public static List<PublicKey> publicKeys(String pem) {
    List<PublicKey> found = new ArrayList<>();
    for (PemBlock block : PemBlock.all(pem)) {
      if (block.isCertificate()) {
        found.add(certificate(block).getPublicKey());
      } else if (block.type().equals("PUBLIC KEY")) {
        X509EncodedKeySpec encoded = new X509EncodedKeySpec(block.der());
        found.add(key("malformed public key", factory -> factory.generatePublic(encoded)));
      } else if (block.type().equals("RSA PUBLIC KEY")) {
        found.add(TraditionalKey.rsaPublic(block));
      } else if (TraditionalKey.isPair(block.type())) {
        found.add(TraditionalKey.pair(block).getPublic());
      }
    }
    return found;
  }

  private interface KeyReader<K> {
    K read(KeyFactory factory) throws InvalidKeySpecException;
  }

  /** The encoding names its algorithm; the first factory that knows it makes the key. */
  private static <K> K key(String problem, KeyReader<K> reader) {
    PkiException refused = new PkiException(problem);
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return reader.read(KeyFactory.getInstance(algorithm));
      } catch (GeneralSecurityException e) {
        refused.addSuppressed(e);
      }
    }
    throw refused;
  }

  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new PkiException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Replaces the file at once; only its owner may read it. */
  public static void writeSecret(Path file, String text) {
    write(file, text, OWNER_ONLY);
  }

  /** Replaces the file at once; everybody may read it. */
  public static void writePublic(Path file, String text) {
    write(file, text, WORLD_READABLE);
  }

  private static void write(Path file, String text, Set<PosixFilePermission> permissions) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder == null) {
        throw new PkiException("no folder for " + file);
      }
      Files.createDirectories(folder);
      FileAttribute<?> owner = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
      Path draft = Files.createTempFile(folder, "." + file.getFileName(), ".new", owner);
      try {
        Files.write(
            draft, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.TRUNCATE_EXISTING);
        Files.setPosixFilePermissions(draft, permissions);
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new PkiException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
