package io.navarch.launcher.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The administrator's view of the cluster's API. */
public record AdminClient(KubernetesClient client) implements AutoCloseable {

  public static AdminClient of(ClusterLayout layout) {
    Config config = Config.fromKubeconfig(layout.kubeconfig("admin").toFile());
    config.setRequestRetryBackoffLimit(0);
    return new AdminClient(new KubernetesClientBuilder().withConfig(config).build());
  }

  public static boolean isReady(Node node) {
    return node.getStatus() != null
        && node.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  /** Whether the API server says that it is ready. */
  public boolean apiIsReady() {
    try {
      return "ok".equals(client.raw("/readyz"));
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Whether a plain HTTP address answers 200. */
  public static boolean answers(String url) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
                  HttpRequest.newBuilder(URI.create(url))
                      .timeout(java.time.Duration.ofSeconds(2))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (java.io.IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
