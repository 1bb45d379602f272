package io.navarch.store.etcd;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where etcd is and how it is spoken to.
 *
 * @param endpoints client URLs of the members; {@code https} needs {@code ca}
 * @param ca certificates (PEM) that the members' certificates are checked against
 * @param cert this client's certificate chain (PEM)
 * @param key this client's private key (PEM, PKCS#8)
 * @param timeout after which a call counts as failed
 */
public record EtcdOptions(
    List<URI> endpoints,
    @Nullable Path ca,
    @Nullable Path cert,
    @Nullable Path key,
    Duration timeout) {

  public EtcdOptions {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("etcd needs at least one endpoint");
    }
    if ((cert == null) != (key == null)) {
      throw new IllegalArgumentException("etcd's client certificate and key go together");
    }
  }
}
