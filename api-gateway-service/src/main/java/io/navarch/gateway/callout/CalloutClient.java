package io.navarch.gateway.callout;

import io.navarch.gateway.configfile.ConfigurationException;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** Posts JSON objects to one service. */
public final class CalloutClient implements AutoCloseable {
  private static final int MAX_ANSWER = 4 << 20;
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final URI server;
  private final String authorization;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * @param kubeconfig names the server and how to show who we are
   * @param timeout of one call
   * @throws ConfigurationException when the file cannot be used
   */
  public static CalloutClient of(Path kubeconfig, Duration timeout) {
    CalloutKubeconfig file = CalloutKubeconfig.read(kubeconfig);
    return new CalloutClient(file.server(), file.authorization(), file.tls(), timeout);
  }

  CalloutClient(URI server, String authorization, SSLContext tls, Duration timeout) {
    this.server = server;
    this.authorization = authorization;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .sslContext(tls)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * @return the answer's object; empty for an answer without a body
   * @throws CalloutException when there is no answer, or none of 2xx with an object
   */
  public Map<String, Object> post(byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      return answer(response);
    } catch (IOException e) {
      throw CalloutException.of(server.getHost(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CalloutException("interrupted", CalloutException.Cause.CANCELED);
    }
  }

  private Map<String, Object> answer(HttpResponse<InputStream> response) throws IOException {
    try (InputStream in = response.body()) {
      int code = response.statusCode();
      if (code < 200 || code > 299) {
        throw new CalloutException(
            server.getHost() + " answered " + code,
            code == 504
                ? CalloutException.Cause.TIMEOUT
                : code == 429 || code >= 500
                    ? CalloutException.Cause.PASSING
                    : CalloutException.Cause.LASTING);
      }
      byte[] bytes = in.readNBytes(MAX_ANSWER + 1);
      if (bytes.length > MAX_ANSWER) {
        throw new CalloutException(
            server.getHost() + " answered too much", CalloutException.Cause.LASTING);
      }
      return bytes.length == 0 ? Map.of() : Json.readObject(bytes);
    } catch (MalformedJsonException e) {
      throw new CalloutException(
          server.getHost() + " answered no JSON object", CalloutException.Cause.LASTING);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
