package io.navarch.gateway.zpages;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code /statusz} and {@code /flagz} through the port. */
class ZPagesTest {
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start(Map.of("navarch.gateway.imaginary-password", "open sesame"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Answer get(HttpClient client, String path, String accept) {
    HttpRequest.Builder request = gateway.builder(path);
    return GatewayFixture.send(
        client, (accept.isEmpty() ? request : request.header("Accept", accept)).build());
  }

  private static Answer get(String path, String accept) {
    return get(gateway.client(), path, accept);
  }

  private static String type(Answer answer) {
    return answer.raw().headers().firstValue("Content-Type").orElse("");
  }

  @Test
  void peopleGetText() {
    for (String accept : List.of("", "*/*", "text/plain", "text/html,*/*;q=0.1")) {
      Answer status = get("/statusz", accept);
      assertThat(status.status()).isEqualTo(200);
      assertThat(type(status)).isEqualTo("text/plain; charset=utf-8");
      assertThat(status.text())
          .startsWith("\napiserver statusz\nWarning: This endpoint is not meant to be")
          .contains("\nUp: 0 hr ", "\nEmulation version: 1.36\n", " /readyz ");
    }
    assertThat(get("/flagz", "").text())
        .startsWith("\napiserver flagz\nWarning: ")
        .contains("\nclient-ca: ", "\nimaginary-password: CLASSIFIED\n")
        .doesNotContain("sesame");
  }

  @Test
  void programsGetWhatTheyNameExactly() {
    Answer status =
        get("/statusz", "application/json;as=Statusz;g=config.k8s.io;v=v1beta1,text/plain;q=0.1");
    assertThat(type(status)).isEqualTo("application/json");
    assertThat(status.body().root())
        .containsEntry("kind", "Statusz")
        .containsEntry("apiVersion", "config.k8s.io/v1beta1")
        .containsEntry("metadata", Map.of("name", "apiserver"))
        .containsEntry("emulationVersion", "1.36");
    assertThat(Instant.parse((String) status.at("startTime"))).isBefore(Instant.now());
    assertThat((List<Object>) (List<?>) status.at("paths"))
        .contains("/flagz", "/healthz", "/metrics", "/statusz", "/version")
        .doesNotContain("/api", "/apis", "/openapi")
        .doesNotHaveDuplicates();
    assertThat(status.raw().headers().firstValue("Warning")).isEmpty();
    Answer flags = get("/flagz", "application/yaml;as=Flagz;g=config.k8s.io;v=v1alpha1");
    assertThat(flags.text()).contains("apiVersion: config.k8s.io/v1alpha1", "kind: Flagz");
    assertThat(flags.raw().headers().firstValue("Warning"))
        .hasValue(
            "299 - \"This version of the flagz endpoint is deprecated. Please use a newer"
                + " version.\"");
  }

  @Test
  void anythingElseIsNotAcceptable() {
    for (String accept :
        List.of(
            "application/json",
            "application/yaml",
            "text/html",
            "application/json;as=Statusz;g=config.k8s.io;v=v1",
            "application/json;as=Flagz;g=config.k8s.io;v=v1beta1",
            "text/plain;as=Statusz;g=config.k8s.io;v=v1beta1")) {
      Answer answer = get("/statusz", accept);
      assertThat(answer.status()).as(accept).isEqualTo(406);
      assertThat(answer.text())
          .contains("only the following media types are accepted: application/json, ");
    }
  }

  @Test
  void onlyThoseWhoWatchTheClusterSeeThem() {
    HttpClient monitor = gateway.clientOf("prometheus", "system:monitoring");
    HttpClient jane = gateway.clientOf("jane");
    for (String path : List.of("/statusz", "/flagz")) {
      assertThat(get(monitor, path, "").status()).isEqualTo(200);
      assertThat(get(jane, path, "").status()).isEqualTo(403);
      assertThat(get(gateway.strangersClient(), path, "").status()).isEqualTo(403);
    }
    assertThat((List<Object>) (List<?>) gateway.get("/").at("paths"))
        .contains("/flagz", "/statusz");
  }
}
