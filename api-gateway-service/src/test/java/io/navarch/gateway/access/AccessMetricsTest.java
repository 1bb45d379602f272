package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import java.net.http.HttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code /metrics} tells of who came in and what they might do, under upstream's names. */
class AccessMetricsTest {
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Answer get(HttpClient client, String... headers) {
    var request = gateway.builder("/api/v1/namespaces/default/pods");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return GatewayFixture.send(client, request.build());
  }

  @Test
  void attemptsAreCountedByResult() {
    double good = gateway.metric("authentication_attempts", "result=\"success\"");
    double bad = gateway.metric("authentication_attempts", "result=\"error\"");
    assertThat(get(gateway.clientOf("jane@example.com")).status()).isEqualTo(403);
    assertThat(get(gateway.strangersClient(), "Authorization", "Bearer nonsense").status())
        .isEqualTo(401);
    assertThat(get(gateway.strangersClient()).status()).as("anonymous").isEqualTo(403);
    assertThat(gateway.metric("authentication_attempts", "result=\"success\""))
        .as("and three looks at the metrics")
        .isGreaterThanOrEqualTo(good + 4);
    assertThat(gateway.metric("authentication_attempts", "result=\"error\"")).isEqualTo(bad + 1);
    assertThat(gateway.metric("authentication_duration_seconds_count", "result=\"error\""))
        .isEqualTo(bad + 1);
    assertThat(
            gateway.metric(
                "authentication_duration_seconds_bucket", "result=\"error\"", "le=\"16.384\""))
        .isEqualTo(bad + 1);
    assertThat(gateway.metric("authenticated_user_requests", "username=\"email_id\"")).isOne();
    assertThat(gateway.metric("authenticated_user_requests", "username=\"other\"")).isPositive();
    assertThat(gateway.get("/metrics").text()).doesNotContain("jane@example.com");
  }

  @Test
  void decisionsAreCounted() {
    double refused = gateway.metric("authorization_attempts_total", "result=\"no-opinion\"");
    assertThat(get(gateway.clientOf("nobody")).status()).isEqualTo(403);
    assertThat(gateway.metric("authorization_attempts_total", "result=\"no-opinion\""))
        .isEqualTo(refused + 1);
    assertThat(gateway.metric("authorization_duration_seconds_count", "result=\"allowed\""))
        .isPositive();
    double allowed =
        gateway.metric(
            "apiserver_authorization_decisions_total",
            "type=\"RBAC\"",
            "name=\"rbac\"",
            "decision=\"allowed\"");
    assertThat(
            GatewayFixture.send(gateway.strangersClient(), gateway.builder("/version").build())
                .status())
        .isEqualTo(200);
    assertThat(
            gateway.metric(
                "apiserver_authorization_decisions_total",
                "type=\"RBAC\"",
                "name=\"rbac\"",
                "decision=\"allowed\""))
        .isEqualTo(allowed + 1);
  }

  @Test
  void certificatesTellHowLongTheyHold() {
    assertThat(get(gateway.clientOf("short")).status()).isEqualTo(403);
    String text = gateway.get("/metrics").text();
    assertThat(text)
        .contains("apiserver_client_certificate_expiration_seconds_bucket{le=\"3600.0\"}");
    assertThat(text).contains("apiserver_client_certificate_expiration_seconds_count ");
  }

  @Test
  void tokensThatAreKnownAreHits() {
    String accounts = "/api/v1/namespaces/default/serviceaccounts";
    assertThat(gateway.post(accounts, "{\"metadata\":{\"name\":\"robot\"}}").status())
        .isEqualTo(201);
    Answer issued = gateway.post(accounts + "/robot/token", "{\"spec\":{}}");
    String token = (String) issued.at("status", "token");
    for (int i = 0; i < 3; i++) {
      assertThat(get(gateway.strangersClient(), "Authorization", "Bearer " + token).status())
          .isEqualTo(403);
    }
    String cache = "authentication_token_cache_";
    assertThat(gateway.metric(cache + "request_total", "status=\"hit\"")).isGreaterThanOrEqualTo(2);
    assertThat(gateway.metric(cache + "request_total", "status=\"miss\"")).isPositive();
    assertThat(gateway.metric(cache + "fetch_total", "status=\"ok\"")).isPositive();
    assertThat(gateway.metric(cache + "request_duration_seconds_count", "status=\"hit\""))
        .isGreaterThanOrEqualTo(2);
    assertThat(gateway.metric(cache + "active_fetch_count", "status=\"in_flight\"")).isZero();
    String damaged = token.substring(0, token.length() - 8) + "AAAAAAAA";
    assertThat(get(gateway.strangersClient(), "Authorization", "Bearer " + damaged).status())
        .isEqualTo(401);
    assertThat(gateway.metric(cache + "fetch_total", "status=\"error\"")).isPositive();
  }

  @Test
  void actingAsAnotherIsCounted() {
    Answer refused = get(gateway.clientOf("sneaky"), "Impersonate-User", "jane");
    assertThat(refused.status()).isEqualTo(403);
    Answer allowed = get(gateway.client(), "Impersonate-User", "jane");
    assertThat(allowed.status()).as(allowed.text()).isEqualTo(403);
    assertThat(allowed.text()).contains("jane");
    String attempts = "apiserver_impersonation_attempts_total";
    assertThat(gateway.metric(attempts, "mode=\"\"", "decision=\"denied\"")).isOne();
    assertThat(gateway.metric(attempts, "decision=\"allowed\"")).isOne();
    assertThat(
            gateway.metric(
                "apiserver_impersonation_authorization_attempts_total",
                "mode=\"legacy\"",
                "decision=\"denied\""))
        .isPositive();
  }
}
