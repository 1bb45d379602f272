package io.navarch.node.api;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Single requests with exact bodies. The client's own patch reads the object first, which would
 * double the requests of a node that mostly writes statuses.
 */
public final class ApiCalls {
  public static final String STRATEGIC = "application/strategic-merge-patch+json";
  public static final String MERGE = "application/merge-patch+json";
  private static final String JSON = "application/json";
  private static final long LIMIT_SECONDS = 30;

  private final KubernetesClient client;

  public ApiCalls(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Patches the object at a path such as {@code /api/v1/nodes/n1/status}; returns the answer's
   * body.
   */
  public String patch(String path, String contentType, String body) {
    return send("PATCH", path, contentType, body);
  }

  public String post(String path, String body) {
    return send("POST", path, JSON, body);
  }

  public String delete(String path, String options) {
    return send("DELETE", path, JSON, options);
  }

  private String send(String method, String path, String contentType, @Nullable String body) {
    String base = client.getMasterUrl().toString();
    String url = (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    HttpRequest request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(url)
            .header("Accept", JSON)
            .method(method, contentType, body)
            .build();
    HttpResponse<byte[]> response;
    try {
      response =
          client
              .getHttpClient()
              .sendAsync(request, byte[].class)
              .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KubernetesClientException(method + " " + path + " was interrupted", e);
    } catch (ExecutionException | TimeoutException | CompletionException e) {
      throw new KubernetesClientException(method + " " + path + " failed: " + e.getMessage(), e);
    }
    byte[] bytes = response.body();
    String text = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    if (response.code() >= 300) {
      throw new KubernetesClientException(
          message(method, path, response.code(), text), response.code(), null);
    }
    return text;
  }

  private static String message(String method, String path, int code, String body) {
    try {
      var status = Serialization.unmarshal(body, io.fabric8.kubernetes.api.model.Status.class);
      if (status != null && status.getMessage() != null) {
        return status.getMessage();
      }
    } catch (RuntimeException e) {
      return method + " " + path + ": " + code;
    }
    return method + " " + path + ": " + code;
  }
}
