package io.navarch.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * The process of a {@link Crowd}. Reads a bearer token, then says after each further line how many
 * requests were answered and how many of them were refused; ends with its input.
 */
final class CrowdProcess {
  private static final int CONNECTIONS = 4;

  private final ApiConnections connections;
  private final String path;
  private final LongAdder answered = new LongAdder();
  private final LongAdder refused = new LongAdder();

  private CrowdProcess(ApiConnections connections, String path) {
    this.connections = connections;
    this.path = path;
  }

  /**
   * @param arguments kubeconfig, path, how many requests at once
   */
  public static void main(String[] arguments) throws IOException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String token = Objects.requireNonNull(orders.readLine(), "no token");
    try (ApiConnections admin = ApiConnections.open(Path.of(arguments[0]), 1);
        ApiConnections own = admin.as(token, CONNECTIONS)) {
      CrowdProcess crowd = new CrowdProcess(own, arguments[1]);
      for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
        int connection = i;
        Thread.ofVirtual().start(() -> crowd.askWithoutEnd(connection));
      }
      while (orders.readLine() != null) {
        System.out.println(crowd.answered.sum() + " " + crowd.refused.sum());
      }
    }
  }

  private void askWithoutEnd(int connection) {
    HttpRequest request = connections.request(path, PodWorkloads.JSON).build();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        int status =
            connections
                .client(connection)
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
        if (status != 200) {
          refused.increment();
        }
      } catch (IOException e) {
        refused.increment();
      } catch (InterruptedException e) {
        return;
      }
      answered.increment();
    }
  }
}
