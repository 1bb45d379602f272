package io.navarch.gateway.aggregation;

import io.navarch.gateway.openapi.RemoteDocument;
import io.navarch.gateway.openapi.RemoteDocuments;
import io.navarch.gateway.stream.ServiceRelay;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the servers of aggregated APIs describe them, as far as they were asked. */
final class RemoteOpenApi implements RemoteDocuments {
  private static final Logger log = LoggerFactory.getLogger(RemoteOpenApi.class);
  private static final Duration REFRESH = Duration.ofSeconds(60);

  private final Map<String, Known> known = new TreeMap<>();
  private volatile List<RemoteDocument> all = List.of();

  /**
   * @param v2 as it came
   */
  private record Known(Instant readAt, byte @Nullable [] v2, RemoteDocument document) {}

  /** Reads one path of a server. */
  @FunctionalInterface
  interface Reader {
    ServiceRelay.Fetched read(String path) throws IOException;
  }

  /** Asks the server for its documents, unless it was asked within the last minute. */
  synchronized void learn(AggregatedApi api, Reader reader, Instant now) {
    String key = api.group() + "/" + api.version();
    Known before = known.get(key);
    if (before != null && now.isBefore(before.readAt().plus(REFRESH))) {
      return;
    }
    byte[] v3 = v3(api, reader);
    byte[] v2 = body(reader, "/openapi/v2");
    if (before != null
        && Arrays.equals(before.document().v3(), v3)
        && Arrays.equals(before.v2(), v2)) {
      known.put(key, new Known(now, before.v2(), before.document()));
      return;
    }
    String name = api.path().substring(1);
    known.put(key, new Known(now, v2, new RemoteDocument(name, v3, tree(v2))));
    publish();
  }

  synchronized void keepOnly(Set<String> groupVersions) {
    if (known.keySet().retainAll(groupVersions)) {
      publish();
    }
  }

  private void publish() {
    all = known.values().stream().map(Known::document).toList();
  }

  private static byte @Nullable [] v3(AggregatedApi api, Reader reader) {
    Map<String, Object> paths = ApiObject.mapAt(tree(body(reader, "/openapi/v3")), "paths");
    String address =
        ApiObject.string(ApiObject.mapAt(paths, api.path().substring(1)), "serverRelativeURL");
    return address.startsWith("/") ? body(reader, address) : null;
  }

  private static byte @Nullable [] body(Reader reader, String path) {
    try {
      ServiceRelay.Fetched answer = reader.read(path);
      return answer.status() == 200 ? answer.body() : null;
    } catch (IOException | ApiException | IllegalStateException e) {
      log.debug("{} could not be read", path, e);
      return null;
    }
  }

  private static Map<String, Object> tree(byte @Nullable [] body) {
    try {
      return body == null ? Map.of() : Json.readObject(body);
    } catch (MalformedJsonException e) {
      return Map.of();
    }
  }

  @Override
  public List<RemoteDocument> all() {
    return all;
  }
}
