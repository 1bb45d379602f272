package io.navarch.gateway.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked of a conversion webhook, and what is said of its answers. */
class CustomConversionTest {
  private static final CustomDefinition DEFINITION =
      CustomDefinition.of(
          new ApiObject(
              Json.readObject(
                  """
                  {"metadata":{"name":"sails.x.io","uid":"d"},"spec":{"group":"x.io",
                   "names":{"plural":"sails","kind":"Sail"},
                   "conversion":{"strategy":"Webhook",
                    "webhook":{"conversionReviewVersions":["v1"],"clientConfig":{}}}}}
                  """
                      .getBytes(StandardCharsets.UTF_8))));

  private final List<String> asked = new ArrayList<>();

  private static ApiObject sail() {
    return new ApiObject(
        Json.readObject(
            """
            {"apiVersion":"x.io/v1","kind":"Sail",
             "metadata":{"name":"a","namespace":"n","uid":"u","resourceVersion":"7",
              "labels":{"l":"v"}},"spec":{"size":1}}
            """
                .getBytes(StandardCharsets.UTF_8)));
  }

  private ApiObject convert(String answer) {
    CustomConversion conversion =
        new CustomConversion(
            (client, review) -> {
              asked.add(new String(review, StandardCharsets.UTF_8));
              return answer.getBytes(StandardCharsets.UTF_8);
            },
            () -> "r");
    return conversion.convert(DEFINITION, List.of(sail()), "x.io/v2").getFirst();
  }

  private static String review(String objects) {
    return """
    {"kind":"ConversionReview","apiVersion":"apiextensions.k8s.io/v1",
     "response":{"uid":"r","result":{"status":"Success"},"convertedObjects":[%s]}}
    """
        .formatted(objects);
  }

  private static String object(String metadata) {
    return "{\"apiVersion\":\"x.io/v2\",\"kind\":\"Sail\",\"metadata\":" + metadata + "}";
  }

  @Test
  void asksAsUpstreamDoes() {
    ApiObject converted =
        convert(review(object("{\"name\":\"a\",\"namespace\":\"n\",\"uid\":\"u\"}")));
    Map<String, Object> review = Json.readObject(asked.getFirst().getBytes(StandardCharsets.UTF_8));
    assertThat(review.get("response"))
        .isEqualTo(
            Json.read("{\"uid\":\"\",\"convertedObjects\":null,\"result\":{\"metadata\":{}}}"));
    assertThat(asked.getFirst()).doesNotContain("resourceVersion");
    assertThat(converted.resourceVersion()).isEqualTo("7");
    assertThat(converted.metadata()).doesNotContainKey("labels");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\":\"b\"} | object: must have the same name: a != b",
        "{\"name\":\"a\"} | object: must have the same namespace: n != ",
        "{\"name\":\"a\",\"namespace\":\"n\",\"uid\":\"x\"}"
            + " | object: must have the same UID: u != x",
        "{\"name\":\"a\",\"namespace\":\"n\",\"uid\":\"u\",\"labels\":{\"a\":5}}"
            + " | metadata: metadata.labels[a] must be a string, but is int64 in converted object",
        "{\"name\":\"a\",\"namespace\":\"n\",\"uid\":\"u\",\"annotations\":[]}"
            + " | metadata: invalid metadata.annotations of type []interface {} in converted object",
      })
  void metadataStaysAsItIs(String metadata, String why) {
    refuses(
        review(object(metadata)),
        "conversion webhook for x.io/v1, Kind=Sail returned invalid " + why.stripTrailing());
  }

  @Test
  void labelsKeepTheirRules() {
    assertThatThrownBy(
            () ->
                convert(
                    review(
                        object(
                            "{\"name\":\"a\",\"namespace\":\"n\",\"uid\":\"u\","
                                + "\"labels\":{\"-\":\"x\"}}"))))
        .hasMessageStartingWith(
            "conversion webhook for x.io/v1, Kind=Sail returned invalid metadata: metadata.labels:"
                + " Invalid value: \"-\": name part must consist of");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": | couldn't get version/kind; json parse error: unexpected end of JSON input",
        "{\"kind\":\"Foo\",\"apiVersion\":\"apiextensions.k8s.io/v1\"} | no kind \"Foo\" is"
            + " registered for version \"apiextensions.k8s.io/v1\" in scheme"
            + " \"k8s.io/apiserver/pkg/util/webhook/client.go:71\"",
        "{\"kind\":\"ConversionReview\",\"apiVersion\":\"apiextensions.k8s.io/v1beta1\"}"
            + " | converting (v1beta1.ConversionReview) to (v1.ConversionReview): unknown conversion",
        "{\"kind\":\"ConversionReview\",\"response\":{\"uid\":\"r\"}} | expected webhook"
            + " response of apiextensions.k8s.io/v1, Kind=ConversionReview, got /,"
            + " Kind=ConversionReview",
        "{\"kind\":\"ConversionReview\",\"apiVersion\":\"apiextensions.k8s.io/v1\"}"
            + " | no response provided",
      })
  void answersThatAreNoReview(String answer, String why) {
    refuses(answer, "conversion webhook for x.io/v1, Kind=Sail failed: " + why);
  }

  private void refuses(String answer, String message) {
    assertThatThrownBy(() -> convert(answer))
        .isInstanceOfSatisfying(
            ApiException.class,
            refusal -> {
              assertThat(String.valueOf(refusal.getMessage()).stripTrailing()).isEqualTo(message);
              assertThat(refusal.code()).isEqualTo(500);
              assertThat(refusal.reason()).isEmpty();
            });
  }
}
