package io.navarch.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.gateway.registry.RequestCase.Sent;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every conversation of the golden files, in their order, through a whole gateway. */
class RequestGoldenTest {
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @TestFactory
  Stream<DynamicContainer> conversations() {
    return GoldenFiles.requests().entrySet().stream()
        .map(
            file ->
                DynamicContainer.dynamicContainer(
                    file.getKey(),
                    file.getValue().stream()
                        .map(one -> DynamicTest.dynamicTest(one.title(), () -> check(one)))));
  }

  private static Answer send(Sent sent) {
    String body = sent.text();
    HttpRequest.Builder request = gateway.builder(sent.path().replace(" ", "%20"));
    if (!body.isEmpty()) {
      request.header("Content-Type", sent.type());
    }
    if (!sent.accept().isEmpty()) {
      request.setHeader("Accept", sent.accept());
    }
    if (!sent.user().isEmpty()) {
      request.header("Impersonate-User", sent.user());
      request.header("Impersonate-Group", "system:authenticated");
    }
    return gateway.send(
        request.method(sent.method().toUpperCase(java.util.Locale.ROOT), publisher(body)).build());
  }

  private static HttpRequest.BodyPublisher publisher(String body) {
    return body.isEmpty()
        ? HttpRequest.BodyPublishers.noBody()
        : HttpRequest.BodyPublishers.ofString(body);
  }

  private static void check(RequestCase one) {
    for (Sent before : one.given()) {
      Answer answer = send(before);
      assertThat(answer.status()).as("given: %s", answer.text()).isLessThan(300);
    }
    Answer answer = send(one.send());
    assertThat(answer.status()).as(answer.text()).isEqualTo(one.status());
    one.expected()
        .forEach(
            (path, value) -> {
              Object held = GoldenTree.get(answer.body().root(), path);
              assertThat(isAny(value) ? held != null : Json.equal(held, value))
                  .as("%s is %s, not %s", path, Json.writeString(held), Json.writeString(value))
                  .isTrue();
            });
    if (one.warnings() != null) {
      assertThat(warnings(answer)).isEqualTo(one.warnings());
    }
    if (one.status() < 300) {
      return;
    }
    assertThat(ApiObject.string(answer.body().root(), "reason")).isEqualTo(one.reason());
    List<String> causes = causes(answer.body());
    assertThat(causes)
        .containsExactlyInAnyOrderElementsOf(GoldenTest.filledIn(one.causes(), causes));
    if (!one.message().isEmpty()) {
      String message = ApiObject.string(answer.body().root(), "message");
      assertThat(List.of(message))
          .isEqualTo(GoldenTest.filledIn(List.of(one.message()), List.of(message)));
    }
  }

  private static List<String> warnings(Answer answer) {
    return answer.raw().headers().allValues("Warning").stream()
        .map(header -> header.replaceFirst("^299 - \"", "").replaceFirst("\"$", ""))
        .map(text -> text.replace("\\\"", "\""))
        .toList();
  }

  /** Something must be there that nobody knows beforehand. */
  private static boolean isAny(@Nullable Object value) {
    return "<any>".equals(value);
  }

  @SuppressWarnings("unchecked")
  private static List<String> causes(ApiObject status) {
    return ApiObject.listAt(ApiObject.mapAt(status.root(), "details"), "causes").stream()
        .map(cause -> (Map<String, Object>) cause)
        .map(
            cause -> {
              String field = ApiObject.string(cause, "field");
              return (field.isEmpty() ? "" : field + ": ") + ApiObject.string(cause, "message");
            })
        .distinct()
        .toList();
  }
}
