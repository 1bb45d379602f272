package io.navarch.model.pki;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The file that says how the gateway encrypts at rest, an {@code EncryptionConfiguration} of {@code
 * apiserver.config.k8s.io/v1}. What is made here encrypts Secrets with a key of this cluster's own
 * and still reads what was written before there was one.
 */
public final class EncryptionKeyFile {
  /** Its name in the folder of the cluster's keys. */
  public static final String NAME = "encryption.yaml";

  private static final int KEY_BYTES = 32;

  private EncryptionKeyFile() {}

  /** Makes the file with a new key where there is none; only its owner can read it. */
  static void ensure(Path folder, SecureRandom random) {
    Path file = folder.resolve(NAME);
    if (Files.exists(file)) {
      return;
    }
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    Pem.writeSecret(
        file,
        """
        # Whoever has this file can read the Secrets of every copy of the store: keep it apart from those copies,
        # and keep it, since without it they cannot be read at all. The first provider writes, all read.
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
          - resources: [secrets]
            providers:
              - secretbox:
                  keys:
                    - name: key1
                      secret: %s
              - identity: {}
        """
            .formatted(Base64.getEncoder().encodeToString(key)));
  }
}
