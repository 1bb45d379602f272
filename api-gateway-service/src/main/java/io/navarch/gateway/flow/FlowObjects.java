package io.navarch.gateway.flow;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The flow schemas and priority levels of upstream's default configuration, as data. */
public final class FlowObjects {
  private static final Set<String> MANDATORY = Set.of("exempt", "catch-all");
  private static final String FILE = "flow-bootstrap.json";
  private static final List<ApiObject> ALL = read();

  private FlowObjects() {}

  static List<ApiObject> all() {
    return ALL;
  }

  /** Whether schema and level of this name must be as they are here. */
  public static boolean isMandatory(String name) {
    return MANDATORY.contains(name);
  }

  /** The spec that an object of that kind and name must have. */
  public static Map<String, Object> spec(String kind, String name) {
    return ALL.stream()
        .filter(object -> object.kind().equals(kind) && object.name().equals(name))
        .map(object -> ApiObject.mapAt(object.root(), "spec"))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + kind + " " + name));
  }

  @SuppressWarnings("unchecked")
  private static List<ApiObject> read() {
    try (InputStream in =
        Objects.requireNonNull(FlowObjects.class.getResourceAsStream(FILE), FILE)) {
      List<ApiObject> objects = new ArrayList<>();
      if (Json.read(in.readAllBytes()) instanceof List<?> list) {
        list.forEach(item -> objects.add(new ApiObject((Map<String, Object>) item)));
      }
      return List.copyOf(objects);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + FILE, e);
    }
  }
}
