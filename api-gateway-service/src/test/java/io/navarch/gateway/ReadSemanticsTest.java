package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What resourceVersion, resourceVersionMatch, limit, continue and sendInitialEvents mean together:
 * the tables of "Semantics for get and list" and "for watch" of the API concepts.
 *
 * <p>At the old version there are a, b and c; at the newest b, c and d.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReadSemanticsTest {
  private static final String MAPS = "/api/v1/namespaces/reads/configmaps";
  private static final String FUTURE = "999999999";
  private static GatewayFixture gateway;
  private static String old;
  private static String token;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
    gateway.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"reads\"}}");
    List.of("a", "b", "c").forEach(ReadSemanticsTest::create);
    ApiObject page = gateway.get(MAPS + "?limit=2").body();
    old = (String) page.at("metadata", "resourceVersion");
    token = (String) page.at("metadata", "continue");
    create("d");
    assertThat(gateway.delete(MAPS + "/a").status()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static void create(String name) {
    assertThat(gateway.post(MAPS, "{\"metadata\":{\"name\":\"" + name + "\"}}").status())
        .isEqualTo(201);
  }

  /** Each line: a query, and what comes of it. The lines are asked all at once. */
  private static String play(String path, String table) {
    return table
        .lines()
        .parallel()
        .map(line -> line.substring(0, line.indexOf("=>")).strip())
        .map(query -> query + " => " + outcome(path + query(query)))
        .collect(Collectors.joining("\n"));
  }

  private static String query(String query) {
    return "?"
        + query
            .replace(" ", "&")
            .replace("rv=", "resourceVersion=")
            .replace("match=", "resourceVersionMatch=")
            .replace("=OLD", "=" + old)
            .replace("=FUTURE", "=" + FUTURE)
            .replace("=TOKEN", "=" + token);
  }

  private static String outcome(String path) {
    HttpResponse<String> answer = send(path);
    if (answer.statusCode() != 200) {
      ApiObject status = ApiObject.read(answer.body().getBytes(StandardCharsets.UTF_8));
      return answer.statusCode()
          + " "
          + status.at("reason")
          + ": "
          + withoutRevisions(String.valueOf(status.at("message")));
    }
    return path.contains("watch")
        ? events(answer.body())
        : names(ApiObject.read(answer.body().getBytes(StandardCharsets.UTF_8)));
  }

  private static HttpResponse<String> send(String path) {
    try {
      return gateway
          .client()
          .send(gateway.builder(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Messages name revisions of the store, which differ from run to run. */
  private static String withoutRevisions(String message) {
    return message.replaceAll("current: \\d+", "current: N").replaceAll("\\(\\d+\\)", "(N)");
  }

  private static String names(ApiObject list) {
    if (!(list.at("items") instanceof List<?> items)) {
      return list.name();
    }
    StringBuilder text = new StringBuilder();
    for (Object item : items) {
      text.append(new ApiObject(map(item)).name()).append(' ');
    }
    if (list.at("metadata", "continue") != null) {
      text.append("and ").append(list.at("metadata", "remainingItemCount")).append(" more");
    }
    return text.toString().strip();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object tree) {
    return (Map<String, Object>) tree;
  }

  private static String events(String text) {
    List<String> story = new ArrayList<>();
    for (String line : text.lines().toList()) {
      ApiObject event = ApiObject.read(line.getBytes(StandardCharsets.UTF_8));
      Object name = event.at("object", "metadata", "name");
      story.add(
          switch (String.valueOf(event.at("type"))) {
            case "BOOKMARK" ->
                event.at("object", "metadata", "annotations") == null ? "mark" : "end-mark";
            case "ERROR" ->
                "ERROR "
                    + event.at("object", "code")
                    + " "
                    + withoutRevisions(String.valueOf(event.at("object", "message")));
            case String type -> type.charAt(0) + ":" + name;
          });
    }
    return String.join(" ", story);
  }

  @Test
  void lists() {
    String forbidden =
        "422 Invalid: ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: ";
    String tooLarge = "504 Timeout: Timeout: Too large resource version: 999999999, current: N";
    String table =
        """
        rv= => b c d
        limit=2 => b c and 1 more
        rv=0 => b c d
        rv=0 limit=2 => b c d
        rv=OLD => b c d
        rv=OLD limit=2 => a b and 1 more
        rv=FUTURE => %2$s
        rv=FUTURE limit=2 => %2$s
        rv=0 match=NotOlderThan => b c d
        rv=0 match=NotOlderThan limit=2 => b c d
        rv=OLD match=NotOlderThan => b c d
        rv=OLD match=NotOlderThan limit=2 => b c and 1 more
        rv=FUTURE match=NotOlderThan => %2$s
        rv=OLD match=Exact => a b c
        rv=OLD match=Exact limit=2 => a b and 1 more
        rv=OLD match=Exact limit=3 => a b c
        rv=FUTURE match=Exact => %2$s
        rv=0 match=Exact => %1$sForbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"
        match=Exact => %1$sForbidden: resourceVersionMatch is forbidden unless resourceVersion is provided
        match=NotOlderThan => %1$sForbidden: resourceVersionMatch is forbidden unless resourceVersion is provided
        rv=OLD match=Newest => %1$sUnsupported value: "Newest": supported values: "Exact", "NotOlderThan", ""
        rv=abc => 400 BadRequest: invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax
        rv=-1 => 400 BadRequest: invalid resource version: resourceVersion: Invalid value: "-1": strconv.ParseUint: parsing "-1": invalid syntax
        rv=99999999999999999999 => 400 BadRequest: invalid resource version: resourceVersion: Invalid value: "99999999999999999999": strconv.ParseUint: parsing "99999999999999999999": value out of range
        limit=9223372036854775808 => 400 BadRequest: strconv.ParseInt: parsing "9223372036854775808": value out of range
        limit= => 400 BadRequest: strconv.ParseInt: parsing "": invalid syntax
        limit=two => 400 BadRequest: strconv.ParseInt: parsing "two": invalid syntax
        limit=-1 => b c d
        limit=1 fieldSelector=metadata.name=b => b
        rv=OLD limit=1 fieldSelector=metadata.name=a =>
        rv=OLD match=Exact limit=1 fieldSelector=metadata.name=a => a
        limit=1 fieldSelector=metadata.name!=d => b and null more
        continue=TOKEN => c
        continue=TOKEN limit=1 => c
        continue=TOKEN rv=0 => c
        continue=TOKEN rv=OLD => 400 BadRequest: specifying resource version is not allowed when using continue
        continue=TOKEN rv=OLD match=Exact => %1$sForbidden: resourceVersionMatch is forbidden when continue is provided
        continue=bad! => 400 BadRequest: invalid continue token: continue key is not valid: illegal base64 data at input byte 3
        sendInitialEvents=true => 422 Invalid: ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list
        """
            .formatted(forbidden, tooLarge);
    assertThat(play(MAPS, table).replaceAll("(?m) +$", "")).isEqualTo(table.strip());
  }

  @Test
  void tokensOfOthersAreRefused() {
    String invalid = "400 BadRequest: invalid continue token: continue key is not valid";
    assertThat(withToken("{\"v\":\"meta.k8s.io/v2\",\"rv\":1,\"start\":\"a\"}"))
        .isEqualTo(invalid + ": server does not recognize this encoded version meta.k8s.io/v2");
    assertThat(withToken("{\"v\":\"meta.k8s.io/v1\",\"rv\":0,\"start\":\"a\"}"))
        .isEqualTo(invalid + ": incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
    assertThat(withToken("{\"v\":\"meta.k8s.io/v1\",\"rv\":-1,\"start\":\"\"}"))
        .isEqualTo(invalid + ": encoded start key empty (version meta.k8s.io/v1)");
    assertThat(withToken("{\"v\":\"meta.k8s.io/v1\",\"rv\":-1,\"start\":\"../../secrets/\"}"))
        .isEqualTo(invalid + ": ../../secrets/");
    assertThat(withToken("{\"v\":\"meta.k8s.io/v1\",\"rv\":-1,\"start\":\"b\\u0000\"}"))
        .isEqualTo("c d");
  }

  private static String withToken(String json) {
    return outcome(
        MAPS
            + "?continue="
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void gets() {
    String table =
        """
        rv= => b
        rv=0 => b
        rv=OLD => b
        rv=FUTURE => 504 Timeout: Timeout: Too large resource version: 999999999, current: N
        """;
    assertThat(play(MAPS + "/b", table)).isEqualTo(table.strip());
    assertThat(gateway.get(MAPS + "/b?resourceVersion=abc").status()).isEqualTo(422);
    assertThat(gateway.get(MAPS + "/a?resourceVersion=" + old).status()).isEqualTo(404);
  }

  @Test
  void watches() {
    String invalid = "422 Invalid: ListOptions.meta.k8s.io \"\" is invalid: ";
    String needsMatch =
        "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch"
            + " to NotOlderThan";
    String table =
        """
        rv= => A:b A:c A:d
        rv=0 => A:b A:c A:d
        rv= allowWatchBookmarks=true => A:b A:c A:d end-mark
        rv=0 allowWatchBookmarks=true => A:b A:c A:d end-mark
        rv=OLD => A:d D:a
        rv=OLD allowWatchBookmarks=true => A:d D:a
        rv=1 => ERROR 410 too old resource version: 1 (N)
        rv=FUTURE =>
        rv= sendInitialEvents=true match=NotOlderThan => A:b A:c A:d
        rv= sendInitialEvents=true match=NotOlderThan allowWatchBookmarks=true => A:b A:c A:d end-mark
        rv=0 sendInitialEvents=true match=NotOlderThan allowWatchBookmarks=1 => A:b A:c A:d end-mark
        rv=OLD sendInitialEvents=true match=NotOlderThan allowWatchBookmarks=true => A:b A:c A:d end-mark
        rv=1 sendInitialEvents=true match=NotOlderThan => A:b A:c A:d
        rv=FUTURE sendInitialEvents=true match=NotOlderThan => ERROR 504 Timeout: Too large resource version: 999999999, current: N
        rv= sendInitialEvents=false match=NotOlderThan =>
        rv=0 sendInitialEvents=false match=NotOlderThan =>
        rv=OLD sendInitialEvents=false match=NotOlderThan => A:d D:a
        rv= sendInitialEvents=true => %1$s%2$s
        rv=OLD sendInitialEvents=false => %1$s%2$s
        rv= match=NotOlderThan => %1$sresourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided
        rv=OLD sendInitialEvents=true match=Exact => %1$s[%2$s, resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]
        continue=TOKEN sendInitialEvents=true match=NotOlderThan => %1$sresourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided
        fieldSelector=metadata.name=c => A:c
        """
            .formatted(invalid, needsMatch);
    assertWatches(MAPS, "watch=1 ", table);
  }

  private static void assertWatches(String path, String watch, String table) {
    String timed = table.lines().map(line -> watch + "timeoutSeconds=1 " + line).collect(joined());
    assertThat(play(path, timed).replaceAll("(?m) +$", ""))
        .isEqualTo(timed.replaceAll("(?m) +$", ""));
  }

  @Test
  void aWatchOfNegativeTimeIsOverAtOnce() {
    assertThat(outcome(MAPS + "?watch=1&timeoutSeconds=-1")).isEmpty();
    assertThat(outcome(MAPS + "?watch=1&timeoutSeconds="))
        .isEqualTo("400 BadRequest: strconv.ParseInt: parsing \"\": invalid syntax");
  }

  /** A path that says watch is not the option: what stands beside it is checked as a list's. */
  @Test
  void oldWatchPaths() {
    String invalid = "422 Invalid: ListOptions.meta.k8s.io \"\" is invalid: ";
    String forList = "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list";
    String table =
        """
        rv= allowWatchBookmarks=true => A:b A:c A:d
        rv=0 allowWatchBookmarks=true => A:b A:c A:d
        rv=OLD => A:d D:a
        rv=OLD match=NotOlderThan => A:d D:a
        rv=OLD match=NotOlderThan sendInitialEvents=true => %1$s%2$s
        sendInitialEvents=false => %1$s%2$s
        match=NotOlderThan => %1$sresourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided
        watch=1 match=NotOlderThan sendInitialEvents=true allowWatchBookmarks=true => A:b A:c A:d end-mark
        """
            .formatted(invalid, forList);
    String maps = "/api/v1/watch/namespaces/reads/configmaps";
    assertWatches(maps, "", table);
    assertWatches(
        maps + "/b",
        "",
        """
        rv= => A:b
        fieldSelector=metadata.name=b => A:b
        fieldSelector=metadata.namespace=reads => 400 BadRequest: fieldSelector metadata.name doesn't match requested name
        """);
  }

  /** What is wrong with a request is told before what is wrong with the form of its answer. */
  @Test
  void whatIsAskedIsReadBeforeHowItIsWritten() {
    String table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    String refused = "includeObject=All";
    String parts = "Unable to convert to Table as requested: includeObject: Invalid value: \"All\"";
    assertThat(as(table, "?" + refused)).startsWith("400 " + parts);
    assertThat(as(table, "?watch=1&" + refused)).startsWith("400 " + parts);
    assertThat(as(table, "/b?" + refused)).startsWith("400 " + parts);
    assertThat(as(table, "/none?" + refused)).startsWith("404 ");
    assertThat(as(table, "?limit=x&" + refused)).startsWith("400 strconv.ParseInt");
    assertThat(as(table, "?watch=1&sendInitialEvents=true&" + refused)).startsWith("422 ");
    assertThat(as("application/yaml", "?watch=1&fieldSelector=data.k=v"))
        .contains("is not a known field selector");
    assertThat(as("application/yaml", "?watch=1")).contains("406");
  }

  private static String as(String accept, String rest) {
    try {
      HttpResponse<String> answer =
          gateway
              .client()
              .send(
                  gateway.builder(MAPS + rest).header("Accept", accept).GET().build(),
                  HttpResponse.BodyHandlers.ofString());
      if (!answer.body().startsWith("{")) {
        return answer.body();
      }
      ApiObject status = ApiObject.read(answer.body().getBytes(StandardCharsets.UTF_8));
      return answer.statusCode() + " " + status.at("message");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined() {
    return Collectors.joining("\n");
  }

  /**
   * The snapshot of a list in pages is gone: the client may go on with what stands now. Comes last,
   * since no other test could read an old version after it.
   */
  @Test
  @Order(Integer.MAX_VALUE)
  void compactedPagesGoOnInconsistently() {
    String maps = "/api/v1/namespaces/paged/configmaps";
    gateway.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"paged\"}}");
    String secrets = "/api/v1/namespaces/paged/secrets";
    for (String name : List.of("a", "b", "c")) {
      gateway.post(secrets, "{\"metadata\":{\"name\":\"" + name + "\"}}");
      gateway.post(maps, "{\"metadata\":{\"name\":\"" + name + "\"}}");
    }
    ApiObject first = gateway.get(maps + "?limit=1").body();
    ApiObject unchanged = gateway.get(secrets + "?limit=1").body();
    gateway.post(maps, "{\"metadata\":{\"name\":\"d\"}}");
    String next = maps + "?limit=2&continue=" + first.at("metadata", "continue");
    assertThat(names(gateway.get(next).body())).isEqualTo("b c");
    long compacted = gateway.store().revision();
    gateway.store().compact(compacted);
    GatewayFixture.Answer gone = gateway.get(next);
    assertThat(gone.status()).isEqualTo(410);
    assertThat(gone.at("reason")).isEqualTo("Expired");
    String nextUnchanged = secrets + "?limit=2&continue=" + unchanged.at("metadata", "continue");
    assertThat(gateway.get(nextUnchanged).status()).isEqualTo(410);
    assertThat(String.valueOf(gone.at("message"))).contains("inconsistent list");
    String goOn = (String) gone.at("metadata", "continue");
    assertThat(new String(Base64.getUrlDecoder().decode(goOn), StandardCharsets.UTF_8))
        .isEqualTo(
            Json.writeString(
                Json.read("{\"v\":\"meta.k8s.io/v1\",\"rv\":-1,\"start\":\"a\\u0000\"}")));
    assertThat(names(gateway.get(maps + "?limit=2&continue=" + goOn).body()))
        .isEqualTo("b c and 1 more");
    long exact = Long.parseLong((String) first.at("metadata", "resourceVersion"));
    GatewayFixture.Answer tooOld =
        gateway.get(maps + "?resourceVersionMatch=Exact&resourceVersion=" + exact);
    assertThat(tooOld.status()).isEqualTo(410);
    assertThat(tooOld.at("message"))
        .isEqualTo("The resourceVersion for the provided list is too old.");
  }
}
