package io.navarch.gateway.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.gateway.configfile.ConfigurationException;
import io.navarch.gateway.configfile.ConfigurationFile;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of AuthenticationConfigurations and the words in which kube-apiserver tells them. */
class AuthenticationConfigReaderTest {
  private static final String OWN = "https://own.example.com";
  private static final String ISSUER = "issuer: {url: 'https://a.example', audiences: [x]}";
  private static final String USER = "username: {claim: sub, prefix: ''}";

  private static AuthenticationSettings read(String members) {
    String file =
        "{apiVersion: apiserver.config.k8s.io/v1, kind: AuthenticationConfiguration, "
            + members
                .replace("ISSUER", ISSUER)
                .replace("MAPPED", "claimMappings: {" + USER + "}")
                .replace("USER", USER)
            + "}";
    return ConfigurationFile.parse(
        file.getBytes(StandardCharsets.UTF_8),
        "apiserver.config.k8s.io",
        Set.of("v1"),
        "AuthenticationConfiguration",
        new AuthenticationConfigReader(Set.of(OWN), InstantSource.system())::read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "jwt: [{MAPPED}] | jwt[0].issuer.url: Required value",
        "jwt: [{MAPPED}] | jwt[0].issuer.audiences: Required value: at least one"
            + " jwt[0].issuer.audiences is required",
        "jwt: [{ISSUER}] | jwt[0].claimMappings.username: Required value: claim or expression is"
            + " required",
        "jwt: [{issuer: {url: 'https://own.example.com', audiences: [x]}, MAPPED}] | URL must not"
            + " overlap with disallowed issuers: [https://own.example.com]",
        "jwt: [{issuer: {url: 'https://x#f', audiences: [x]}, MAPPED}] | URL must not contain a"
            + " fragment",
        "jwt: [{issuer: {url: 'https://x', audiences: ['', '']}, MAPPED}] |"
            + " jwt[0].issuer.audiences[1]: Duplicate value: \"\"",
        "jwt: [{issuer: {url: 'https://x', audiences: [a], egressSelectorType: cluster}, MAPPED}] |"
            + " egress lookup required with egress selector type \"cluster\"",
        "jwt: [{issuer: {url: 'https://x', audiences: [a], egressSelectorType: moon}, MAPPED}] |"
            + " egress selector must be either controlplane or cluster",
        "jwt: [{issuer: {url: 'https://x', audiences: [a], certificateAuthority: x}, MAPPED}] |"
            + " data does not contain any valid RSA or ECDSA certificates",
        "jwt: [{ISSUER, MAPPED}, {ISSUER, MAPPED}] | jwt[1].issuer.url: Duplicate value:"
            + " \"https://a.example\"",
        "jwt: [{ISSUER, MAPPED, claimValidationRules: [{claim: a, message: m}]}] |"
            + " jwt[0].claimValidationRules[0].message: Invalid value: \"m\": may not be specified"
            + " when claim is set",
        "jwt: [{ISSUER, MAPPED, claimValidationRules: [{expression: 'true', requiredValue: v}]}] |"
            + " jwt[0].claimValidationRules[0].requiredValue: Invalid value: \"v\": may not be"
            + " specified when expression is set",
        "jwt: [{ISSUER, MAPPED, claimValidationRules: [{expression: claims.a}]}] | must evaluate to"
            + " bool",
        "jwt: [{ISSUER, claimMappings: {username: {expression: claims.a, prefix: p}}}] |"
            + " jwt[0].claimMappings.username.prefix: Invalid value: \"p\": may not be specified"
            + " when expression is set",
        "jwt: [{ISSUER, claimMappings: {USER, groups: {claim: g}}}] |"
            + " jwt[0].claimMappings.groups.prefix: Required value",
        "jwt: [{ISSUER, claimMappings: {USER, extra: [{key: a, valueExpression: claims.a}]}}] |"
            + " must be a domain-prefixed path (such as \"acme.io/foo\")",
        "jwt: [{ISSUER, claimMappings: {USER, extra: [{key: a.io/B, valueExpression: claims.a}]}}]"
            + " | jwt[0].claimMappings.extra[0].key: Invalid value: \"a.io/B\": must be lowercase",
        "jwt: [{ISSUER, claimMappings: {USER, extra: [{key: x.k8s.io/b, valueExpression:"
            + " claims.a}]}}] | k8s.io, kubernetes.io and their subdomains are reserved for"
            + " Kubernetes use",
        "jwt: [{ISSUER, MAPPED, userValidationRules: [{expression: user.username}]}] | must"
            + " evaluate to bool",
        "anonymous: {conditions: [{path: /livez}]} | enabled should be set to true when conditions"
            + " are defined",
      })
  void namesWhatIsWrong(String members, String message) {
    assertThatThrownBy(() -> read(members))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message);
  }

  /** Anybody could register a mail address of somebody else with an issuer that does not check. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "username: {expression: claims.email}",
        "username: {expression: 'claims.?email.orValue(\"\")'}",
        "username: {expression: 'has(claims.email) ? \"a\" : \"b\"'}",
        "username: {expression: '[claims.email].exists(e, e == \"a\") ? \"x\" : \"y\"'}",
        "username: {expression: claims.email}, extra: [{key: a.io/b, valueExpression: claims.v}]",
      })
  void unverifiedMailAddressesNameNobody(String mappings) {
    assertThatThrownBy(() -> read("jwt: [{ISSUER, claimMappings: {" + mappings + "}}]"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("claims.email_verified must be used in");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "claimMappings: {username: {expression: 'claims.email_verified ? claims.email : \"\"'}}",
        "claimMappings: {username: {expression: claims.email}, extra: [{key: a.io/b,"
            + " valueExpression: 'string(claims.email_verified)'}]}",
        "claimMappings: {username: {expression: claims.email}}, claimValidationRules: [{expression:"
            + " 'claims.?email_verified.orValue(true) == true'}]",
        "claimMappings: {username: {expression: claims.other.email}}",
        "claimMappings: {USER, groups: {expression: claims.email}}",
      })
  void verifiedOnesDo(String members) {
    assertThat(read("jwt: [{ISSUER, " + members + "}]").issuers()).hasSize(1);
  }
}
