package io.navarch.model.pki;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/** Certificates and keys as PEM text and files. Key files are readable by their owner only. */
public final class Pem {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> WORLD_READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

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
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, der));
    } catch (IOException e) {
      throw new PkiException("cannot encode " + type, e);
    }
    return text.toString();
  }

  /**
   * All certificates of a PEM text, in their order; other blocks are skipped.
   *
   * @throws PkiException if it is malformed
   */
  public static List<X509Certificate> certificates(String pem) {
    List<X509Certificate> found = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object o = parser.readObject(); o != null; o = parser.readObject()) {
        if (o instanceof X509CertificateHolder holder) {
          found.add(new JcaX509CertificateConverter().getCertificate(holder));
        }
      }
    } catch (IOException | CertificateException e) {
      throw new PkiException("malformed certificate", e);
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

  /** The first private key of a PEM text: PKCS#8, PKCS#1 or SEC 1. */
  public static PrivateKey privateKey(String pem) {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      for (Object o = parser.readObject(); o != null; o = parser.readObject()) {
        if (o instanceof PEMKeyPair pair) {
          return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
        if (o instanceof PrivateKeyInfo info) {
          return converter.getPrivateKey(info);
        }
      }
    } catch (IOException e) {
      throw new PkiException("malformed private key", e);
    }
    throw new PkiException("no private key in the PEM text");
  }

  /** All public keys of a PEM text; those of certificates and of key pairs count too. */
  public static List<PublicKey> publicKeys(String pem) {
    List<PublicKey> found = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object o = parser.readObject(); o != null; o = parser.readObject()) {
        PublicKey key = publicKey(o);
        if (key != null) {
          found.add(key);
        }
      }
    } catch (IOException e) {
      throw new PkiException("malformed public key", e);
    }
    return found;
  }

  private static @Nullable PublicKey publicKey(Object o) throws IOException {
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    return switch (o) {
      case SubjectPublicKeyInfo info -> converter.getPublicKey(info);
      case X509CertificateHolder holder -> converter.getPublicKey(holder.getSubjectPublicKeyInfo());
      case PEMKeyPair pair -> converter.getPublicKey(pair.getPublicKeyInfo());
      default -> null;
    };
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
