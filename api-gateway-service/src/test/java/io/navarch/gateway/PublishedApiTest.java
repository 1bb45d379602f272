package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A running gateway's discovery and OpenAPI documents against the published ones; every difference
 * is in the table of {@code docs/published-api.md}, with its reason.
 */
class PublishedApiTest {
  private static final Path TABLE = Path.of("..", "docs", "published-api.md");
  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  private static GatewayFixture gateway;
  private final Set<String> differences = new TreeSet<>();

  @BeforeAll
  static void start() {
    Assumptions.assumeTrue(
        Files.isDirectory(reference()), "the published documents are not beside the project");
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    if (gateway != null) {
      gateway.close();
    }
  }

  private static Path reference() {
    String folder = System.getProperty("navarch.reference", "");
    return folder.isEmpty()
        ? Path.of("").toAbsolutePath().getParent().resolveSibling("shared").resolve("reference")
        : Path.of(folder);
  }

  @Test
  void everyDifferenceHasItsReason() throws IOException {
    discovery();
    aggregated();
    openApiV2();
    openApiV3();
    Map<Pattern, Boolean> known = new LinkedHashMap<>();
    for (String line : Files.readAllLines(TABLE)) {
      if (line.startsWith("| `")) {
        String pattern = line.substring(3, line.indexOf("` |")).replace("\\|", "|");
        known.put(Pattern.compile(pattern), false);
      }
    }
    List<String> unknown = new ArrayList<>();
    for (String difference : differences) {
      boolean found = false;
      for (Map.Entry<Pattern, Boolean> each : known.entrySet()) {
        if (each.getKey().matcher(difference).matches()) {
          each.setValue(true);
          found = true;
        }
      }
      if (!found) {
        unknown.add(difference);
      }
    }
    assertThat(unknown).as("%s differences without a reason", unknown.size()).isEmpty();
    assertThat(known.entrySet().stream().filter(e -> !e.getValue()).map(Map.Entry::getKey))
        .as("reasons without a difference")
        .isEmpty();
  }

  private void discovery() throws IOException {
    try (Stream<Path> files = Files.list(reference().resolve("discovery"))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString().replace(".json", "");
        if (name.equals("aggregated_v2") || name.equals("apis") || name.equals("api")) {
          continue;
        }
        GatewayFixture.Answer answer = gateway.get("/" + name.replace("__", "/"));
        if (answer.status() == 404) {
          differences.add("discovery " + name + " missing");
          continue;
        }
        Map<String, Object> published = read(file);
        if (name.split("__").length == 2 && name.startsWith("apis")) {
          served(published, "groupVersion", "discovery " + name);
        }
        compare("discovery " + name, answer.body().root(), published);
      }
    }
    Map<String, Object> groups = read(reference().resolve("discovery").resolve("apis.json"));
    Set<Object> ours = names(gateway.get("/apis").body().at("groups"));
    for (Object each : names(groups.get("groups"))) {
      if (!ours.contains(each)) {
        differences.add("discovery apis__" + each + " missing");
      }
    }
  }

  /** Takes the versions out of a group that are not served, and notes them. */
  private void served(Map<String, Object> group, String member, String at) {
    List<Object> kept = new ArrayList<>();
    for (Object each : ApiObject.listAt(group, "versions")) {
      String version = String.valueOf(((Map<?, ?>) each).get(member));
      if (version.matches(".*(alpha|beta)\\d.*")) {
        differences.add(at + "/" + version + " missing");
      } else {
        kept.add(each);
      }
    }
    group.put("versions", kept);
  }

  private static Set<Object> names(Object list) {
    Set<Object> names = new TreeSet<>();
    for (Object each : (List<?>) list) {
      names.add(((Map<?, ?>) each).get("name"));
    }
    return names;
  }

  private void aggregated() throws IOException {
    Map<String, Object> ours = byName(document("/apis", AGGREGATED));
    Map<String, Object> published =
        byName(read(reference().resolve("discovery/aggregated_v2.json")));
    published.values().forEach(g -> served(tree(g), "version", "aggregated " + name(tree(g))));
    compare("aggregated", ours, published);
    published.keySet().stream()
        .filter(name -> !ours.containsKey(name))
        .forEach(
            name -> {
              differences.remove("aggregated/" + name + " missing");
              differences.add("aggregated " + name + " missing");
            });
  }

  private static String name(Map<String, Object> group) {
    return ApiObject.string(ApiObject.mapAt(group, "metadata"), "name");
  }

  private static Map<String, Object> byName(Map<String, Object> list) {
    Map<String, Object> groups = new TreeMap<>();
    ApiObject.listAt(list, "items").forEach(each -> groups.put(name(tree(each)), each));
    return groups;
  }

  private void openApiV2() throws IOException {
    Map<String, Object> ours = document("/openapi/v2", "application/json");
    Map<String, Object> published = read(reference().resolve("openapi-v2.json"));
    for (String part : List.of("paths", "definitions")) {
      Map<String, Object> mine = ApiObject.mapAt(ours, part);
      ApiObject.mapAt(published, part)
          .forEach(
              (name, value) -> {
                String at = "v2 " + part + "/" + name.replaceFirst("^/", "");
                if (mine.containsKey(name)) {
                  compare(at, plain(mine.get(name), ours), plain(value, published));
                } else {
                  differences.add(at + " missing");
                }
              });
      mine.keySet().stream()
          .filter(name -> !ApiObject.mapAt(published, part).containsKey(name))
          .forEach(name -> differences.add("v2 " + part + name + " too much"));
    }
    compare("v2 info", ours.get("info"), published.get("info"));
  }

  private void openApiV3() throws IOException {
    Map<String, Object> index =
        ApiObject.mapAt(document("/openapi/v3", "application/json"), "paths");
    for (String name : index.keySet()) {
      Path file = reference().resolve("openapi-v3/" + name.replace("/", "__") + "_openapi.json");
      if (!Files.exists(file)) {
        differences.add("v3 " + name + " too much");
        continue;
      }
      String address = ApiObject.string(ApiObject.mapAt(index, name), "serverRelativeURL");
      Map<String, Object> ours = document(address, "application/json");
      Map<String, Object> published = read(file);
      compare("v3 " + name, plain(ours, ours), plain(published, published));
    }
  }

  private static Map<String, Object> document(String path, String accept) {
    return Json.readObject(
        gateway.send(gateway.builder(path).header("Accept", accept).GET().build()).raw().body());
  }

  private static Map<String, Object> read(Path file) throws IOException {
    return Json.readObject(Files.readAllBytes(file));
  }

  /** References to parameters and wrapped references as what they stand for, sets in one order. */
  private static Object plain(Object value, Map<String, Object> document) {
    if (value instanceof List<?> list) {
      return list.stream().map(each -> plain(each, document)).toList();
    }
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    if (map.get("$ref") instanceof String ref && ref.startsWith("#/parameters/")) {
      return plain(
          ApiObject.mapAt(document, "parameters").get(ref.substring("#/parameters/".length())),
          document);
    }
    Map<String, Object> result = new TreeMap<>();
    map.forEach(
        (name, member) ->
            result.put(
                (String) name,
                name.equals("required") && member instanceof List<?> names
                    ? names.stream().map(String.class::cast).sorted().toList()
                    : plain(member, document)));
    if (result.get("allOf") instanceof List<?> all
        && all.size() == 1
        && all.getFirst() instanceof Map<?, ?> reference) {
      result.remove("allOf");
      result.put("$ref", reference.get("$ref"));
    }
    return result;
  }

  /** Lists of media types without CBOR, which no gate that is on by default lets anybody use. */
  private static Object withoutCbor(String at, Object value) {
    return at.matches(".*/(consumes|produces)") && value instanceof List<?> types
        ? types.stream().filter(type -> !String.valueOf(type).contains("cbor")).toList()
        : value;
  }

  private void compare(String at, Object ours, Object published) {
    if (ours instanceof Map<?, ?> a && published instanceof Map<?, ?> b) {
      Set<Object> names = new TreeSet<>(a.keySet());
      names.addAll(b.keySet());
      for (Object name : names) {
        String below = at + "/" + name;
        if (!a.containsKey(name)) {
          differences.add(below + " missing");
        } else if (!b.containsKey(name)) {
          differences.add(below + " too much");
        } else {
          compare(below, a.get(name), b.get(name));
        }
      }
    } else if (ours instanceof List<?> a
        && published instanceof List<?> b
        && a.size() == b.size()
        && a.stream().allMatch(Map.class::isInstance)
        && !at.endsWith("x-kubernetes-group-version-kind")) {
      for (int i = 0; i < a.size(); i++) {
        compare(at + "[" + i + "]", a.get(i), b.get(i));
      }
    } else if (!Json.equal(ours, withoutCbor(at, published))) {
      differences.add(at + " differs");
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(Object value) {
    return (Map<String, Object>) value;
  }
}
