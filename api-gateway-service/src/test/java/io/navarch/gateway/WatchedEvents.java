package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.model.object.ApiObject;
import io.navarch.model.protobuf.ProtobufReader;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Collects what a watch sends, in JSON or protobuf, until it is closed. */
public final class WatchedEvents implements AutoCloseable {
  static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  private final List<ApiObject> seen = new CopyOnWriteArrayList<>();
  private final InputStream body;

  /**
   * @param path with {@code watch=true} among its options
   * @param accept one that begins with protobuf's type is answered in frames
   */
  public WatchedEvents(GatewayFixture gateway, String path, String accept)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        gateway
            .client()
            .send(
                gateway.builder(path).header("Accept", accept).GET().build(),
                HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    body = response.body();
    Thread.ofVirtual().start(accept.startsWith(PROTOBUF) ? this::readFrames : this::readLines);
  }

  private void readLines() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      lines.lines().forEach(l -> seen.add(ApiObject.read(l.getBytes(StandardCharsets.UTF_8))));
    } catch (IOException | UncheckedIOException e) {
      closed();
    }
  }

  private void readFrames() {
    try (DataInputStream in = new DataInputStream(body)) {
      while (true) {
        seen.add(event(in.readNBytes(in.readInt())));
      }
    } catch (IOException e) {
      closed();
    }
  }

  private void closed() {
    seen.add(ApiObject.read("{\"type\":\"CLOSED\"}".getBytes(StandardCharsets.UTF_8)));
  }

  /** Reads {@code type} (1) and {@code object.raw} (2.1) of an event, which are both first. */
  private static ApiObject event(byte[] event) {
    int typeLength = event[1];
    String type = new String(event, 2, typeLength, StandardCharsets.US_ASCII);
    for (int i = 2 + typeLength; i < event.length; i++) {
      if (event[i] == 'k' && event[i + 1] == '8' && event[i + 2] == 's' && event[i + 3] == 0) {
        byte[] object = Arrays.copyOfRange(event, i, event.length);
        return new ApiObject(Map.of("type", type, "object", ProtobufReader.read(object)));
      }
    }
    throw new IllegalStateException("no object in the event");
  }

  public List<ApiObject> seen() {
    return seen;
  }

  /** What happened to whom, such as {@code ADDED one}. */
  public List<String> story() {
    return seen.stream().map(e -> e.at("type") + " " + e.at("object", "metadata", "name")).toList();
  }

  /** Waits until the story is the given one. */
  public void awaitStory(String... wanted) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(story()).containsExactly(wanted));
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
