package io.navarch.gateway.remotestore;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the state store is.
 *
 * @param endpoint such as {@code https://127.0.0.1:7379}
 * @param ca certificates (PEM) that the store's certificate is checked against
 * @param cert this client's certificate chain (PEM)
 * @param key this client's private key (PEM, PKCS#8)
 * @param timeout after which a call, other than a watch or a snapshot, counts as failed
 */
public record RemoteStoreOptions(
    URI endpoint, @Nullable Path ca, @Nullable Path cert, @Nullable Path key, Duration timeout) {

  public RemoteStoreOptions {
    if ((cert == null) != (key == null)) {
      throw new IllegalArgumentException("the store's client certificate and key go together");
    }
  }
}
