package io.navarch.gateway.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.navarch.gateway.configfile.ConfigurationException;
import io.navarch.gateway.configfile.ConfigurationFile;
import io.navarch.gateway.stored.StoredResource;
import io.navarch.model.resource.BuiltinResources;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncryptionConfigReaderTest {
  private static final String KEY16 = "AAAAAAAAAAAAAAAAAAAAAA==";
  private static final String GCM = "[{aesgcm: {keys: [{name: a, secret: " + KEY16 + "}]}}]";

  private static EncryptionRules read(String resources) {
    String text =
        "{kind: EncryptionConfiguration, apiVersion: apiserver.config.k8s.io/v1, resources: "
            + resources
            + "}";
    EncryptionConfigReader reader =
        new EncryptionConfigReader(
            Duration.ofMinutes(1),
            new SecureRandom(),
            InstantSource.system(),
            () -> "id",
            new EnvelopeMetrics(new SimpleMeterRegistry(), "here", InstantSource.system()));
    return ConfigurationFile.parse(
        text.getBytes(StandardCharsets.UTF_8),
        "apiserver.config.k8s.io",
        Set.of("v1"),
        "EncryptionConfiguration",
        reader::read);
  }

  @ParameterizedTest
  @CsvSource({
    "/registry/secrets/default/a,                         '',                   secrets",
    "/registry/services/specs/default/a,                  '',                   services",
    "/registry/services/endpoints/default/a,              '',                   endpoints",
    "/registry/ingress/default/a,                         networking.k8s.io,    ingresses",
    "/registry/events/default/a,                          '',                   events",
    "/registry/deployments/default/a,                     apps,                 deployments",
    "/registry/stable.example.com/crontabs/default/a,     stable.example.com,   crontabs"
  })
  void knowsWhoseAKeyIs(String key, String group, String resource) {
    assertThat(new StoredResource.Index(BuiltinResources.instance().all()).of(key))
        .isEqualTo(new StoredResource(group, resource));
  }

  @Test
  void takesExactNamesBeforeGroupsBeforeEverything() {
    EncryptionRules rules =
        read(
            "[{resources: [secrets], providers: [{identity: {}}]},"
                + "{resources: ['*.apps'], providers: "
                + GCM
                + "},{resources: ['*.*'], providers: [{secretbox: {keys: [{name: b, secret: "
                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=}]}}]}]");
    assertThat(firstMark(rules, "", "secrets")).isEmpty();
    assertThat(firstMark(rules, "apps", "deployments")).isEqualTo("k8s:enc:aesgcm:v1:a:");
    assertThat(firstMark(rules, "", "pods")).isEqualTo("k8s:enc:secretbox:v1:b:");
    assertThat(firstMark(rules, "x.example.com", "widgets")).isEqualTo("k8s:enc:secretbox:v1:b:");
  }

  private static String firstMark(EncryptionRules rules, String group, String resource) {
    byte[] stored =
        rules.of(new StoredResource(group, resource)).writer().encrypt(new byte[0], "/registry/x");
    String text = new String(stored, StandardCharsets.ISO_8859_1);
    return text.isEmpty() ? "" : text.substring(0, text.indexOf(":v1:") + 6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]                                                   | resources: Required value",
        "[{resources: [], providers: GCM}]                    | resources[0].resources: Required value",
        "[{resources: [secrets], providers: []}]              | resources[0].providers: Required value",
        "[{resources: [Secrets], providers: GCM}]             | resources[0].resources[0]: Invalid value",
        "[{resources: ['*'], providers: GCM}]                 | resources[0].resources[0]: Invalid value",
        "[{resources: [secrets.*], providers: GCM}]           | resources[0].resources[0]: Invalid value",
        "[{resources: [events.events.k8s.io], providers: GCM}]| resources[0].resources[0]: Invalid value",
        "[{resources: [secrets, secrets], providers: GCM}]    | resources[0].resources: Invalid value",
        "[{resources: [secrets, '*.'], providers: GCM}]       | resources[0].resources: Invalid value",
        "[{resources: [secrets], providers: [{}]}]            | resources[0].providers[0]: Invalid value",
        "[{resources: [secrets], providers: [{identity: {}, aescbc: {}}]}] | resources[0].providers[0]: Invalid value",
        "[{resources: [secrets], providers: [{aescbc: {keys: []}}]}] | resources[0].providers[0].aescbc.keys: Required value",
        "[{resources: [secrets], providers: [{aescbc: {keys: [{secret: x}]}}]}] | resources[0].providers[0].aescbc.keys[0].name: Required value",
        "[{resources: [secrets], providers: [{aescbc: {keys: [{name: a}]}}]}] | resources[0].providers[0].aescbc.keys[0].secret: Required value",
        "[{resources: [secrets], providers: [{aescbc: {keys: [{name: a, secret: '?'}]}}]}] | resources[0].providers[0].aescbc.keys[0].secret: Invalid value: \"REDACTED\"",
        "[{resources: [secrets], providers: [{secretbox: {keys: [{name: a, secret: AAAA}]}}]}] | secret is not of the expected length, got 3, expected one of [32]",
        "[{resources: [secrets], providers: [{kms: {apiVersion: v1, name: a, endpoint: 'unix:///x'}}]}] | resources[0].providers[0].kms.apiVersion: Invalid value",
        "[{resources: [secrets], providers: [{kms: {apiVersion: v2, name: 'a:b', endpoint: 'unix:///x'}}]}] | resources[0].providers[0].kms.name: Invalid value",
        "[{resources: [secrets], providers: [{kms: {apiVersion: v2, name: a, endpoint: 'http://x'}}]}] | resources[0].providers[0].kms.endpoint: Invalid value",
        "[{resources: [secrets], providers: [{kms: {apiVersion: v2, name: a, endpoint: 'unix:///x', timeout: 0s}}]}] | resources[0].providers[0].kms.timeout: Invalid value",
        "[{resources: ['*.*'], providers: GCM}, {resources: [secrets], providers: GCM}] | resources[1].resources: Invalid value",
        "[{resources: [secrets], providers: GCM, other: 1}]    | resources[0].other: Invalid value",
      })
  void namesWhatIsWrong(String resources, String message) {
    assertThatThrownBy(() -> read(resources.replace("GCM", GCM)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message);
  }
}
