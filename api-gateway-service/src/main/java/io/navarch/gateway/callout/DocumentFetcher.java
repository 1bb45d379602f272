package io.navarch.gateway.callout;

import io.navarch.gateway.configfile.ConfigurationException;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.pki.Pem;
import io.navarch.model.pki.PkiException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;

/** Gets JSON documents over HTTPS. */
public final class DocumentFetcher {
  private static final int MAX_BYTES = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient client;

  private DocumentFetcher(HttpClient client) {
    this.client = client;
  }

  /**
   * @param authority PEM certificates that servers are checked against; empty for the system's
   * @throws ConfigurationException when they are no certificates
   */
  public static DocumentFetcher trusting(String authority) {
    try {
      if (!authority.isEmpty() && Pem.certificates(authority).isEmpty()) {
        throw new ConfigurationException(
            "data does not contain any valid RSA or ECDSA certificates");
      }
      return new DocumentFetcher(
          HttpClient.newBuilder()
              .sslContext(CalloutKubeconfig.context(authority, "", ""))
              .connectTimeout(PATIENCE)
              .followRedirects(HttpClient.Redirect.NEVER)
              .build());
    } catch (GeneralSecurityException | PkiException e) {
      throw new ConfigurationException("the certificates cannot be used: " + e.getMessage());
    }
  }

  /**
   * @throws CalloutException when there is no such document
   */
  public Map<String, Object> get(String url) {
    try {
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (response.statusCode() != 200 || bytes.length > MAX_BYTES) {
          throw new CalloutException(
              url + " answered " + response.statusCode(), CalloutException.Cause.PASSING);
        }
        return Json.readObject(bytes);
      }
    } catch (IOException | IllegalArgumentException | MalformedJsonException e) {
      throw CalloutException.of(url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CalloutException("interrupted", CalloutException.Cause.CANCELED);
    }
  }
}
