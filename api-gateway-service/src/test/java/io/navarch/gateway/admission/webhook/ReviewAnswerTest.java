package io.navarch.gateway.admission.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.gateway.webhook.WebhookFailure;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of admission webhooks, with what kube-apiserver 1.36.2 made of them. */
class ReviewAnswerTest {
  private static ReviewAnswer read(String review) {
    return ReviewAnswer.read(review.getBytes(StandardCharsets.UTF_8), "v1", "u", true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"allowed\":\"yes\" | failed to call webhook: json: cannot unmarshal string into Go struct"
            + " field AdmissionResponse.response.allowed of type bool",
        "\"uid\":5 | failed to call webhook: json: cannot unmarshal number into Go struct field"
            + " AdmissionResponse.response.uid of type types.UID",
        "\"warnings\":\"a\" | failed to call webhook: json: cannot unmarshal string into Go struct"
            + " field AdmissionResponse.response.warnings of type []string",
        "\"warnings\":[1] | failed to call webhook: json: cannot unmarshal number into Go struct"
            + " field AdmissionResponse.response.warnings of type string",
        "\"auditAnnotations\":{\"a\":1} | failed to call webhook: json: cannot unmarshal number"
            + " into Go struct field AdmissionResponse.response.auditAnnotations of type string",
        "\"status\":{\"code\":\"403\"} | failed to call webhook: json: cannot unmarshal string"
            + " into Go struct field Status.response.status.code of type int32",
        "\"patch\":1 | failed to call webhook: json: cannot unmarshal number into Go struct field"
            + " AdmissionResponse.response.patch of type []uint8",
        "\"patch\":\"W10\" | failed to call webhook: illegal base64 data at input byte 0",
        "\"patch\":\"ab!\" | failed to call webhook: illegal base64 data at input byte 2",
      })
  void responsesThatAreNone(String members, String why) {
    assertThatThrownBy(
            () ->
                read(
                    "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\","
                        + "\"response\":{"
                        + members
                        + "}}"))
        .isInstanceOf(WebhookFailure.class)
        .hasMessage(why);
  }

  @Test
  void aReviewOfAnotherKindIsNone() {
    assertThatThrownBy(() -> read("{\"kind\":\"Foo\",\"apiVersion\":\"admission.k8s.io/v1\"}"))
        .hasMessage(
            "failed to call webhook: no kind \"Foo\" is registered for version"
                + " \"admission.k8s.io/v1\" in scheme"
                + " \"k8s.io/apiserver/pkg/util/webhook/client.go:71\"");
  }

  @Test
  void aStatusIsNoReview() {
    assertThatThrownBy(() -> read("{\"kind\":\"Status\",\"apiVersion\":\"v1\"}"))
        .hasMessage(
            "failed to call webhook: converting (v1.Status) to (v1.AdmissionReview): unknown"
                + " conversion");
    assertThatThrownBy(() -> read("null"))
        .hasMessage("received invalid webhook response: webhook response was absent");
  }

  @Test
  void aRefusalKeepsItsDetails() {
    ApiException denied =
        WebhookCaller.denied(
            "h.io",
            ApiObject.mapAt(
                Json.readObject(
                    "{\"r\":{\"code\":422,\"message\":\"x\",\"details\":{\"name\":\"n\",\"causes\":[{\"field\":\"f\"}]}}}"
                        .getBytes(StandardCharsets.UTF_8)),
                "r"));
    assertThat(denied.details().name()).isEqualTo("n");
    assertThat(denied.details().causes())
        .singleElement()
        .satisfies(cause -> assertThat(cause.field()).isEqualTo("f"));
  }
}
