package io.navarch.gateway.authentication;

import io.navarch.gateway.callout.DocumentFetcher;
import io.navarch.gateway.configfile.ConfigurationException;
import io.navarch.model.pki.Pem;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The one issuer that properties can name, as kube-apiserver's {@code --oidc-*} flags do. */
final class OidcFlags {
  private OidcFlags() {}

  static AuthenticationSettings settings(
      AuthenticationProperties.Oidc oidc, Set<String> ownIssuers, InstantSource clock) {
    if (oidc.issuerUrl().isEmpty()) {
      return AuthenticationSettings.NONE;
    }
    if (oidc.clientId().isEmpty()
        || !oidc.issuerUrl().startsWith("https://")
        || ownIssuers.contains(oidc.issuerUrl())) {
      throw new ConfigurationException(
          "navarch.gateway.authentication.oidc needs an https issuer-url of its own and a"
              + " client-id");
    }
    Path ca = oidc.caFile();
    DocumentFetcher fetcher = DocumentFetcher.trusting(ca == null ? "" : Pem.read(ca));
    ClaimRules rules =
        new ClaimRules(
            new ClaimRules.Mapping.FromClaim(oidc.usernameClaim(), prefix(oidc)),
            oidc.groupsClaim().isEmpty()
                ? new ClaimRules.Mapping.None()
                : new ClaimRules.Mapping.FromClaim(oidc.groupsClaim(), oidc.groupsPrefix()),
            new ClaimRules.Mapping.None(),
            Map.of(),
            oidc.requiredClaims().entrySet().stream()
                .map(c -> new ClaimRules.ClaimCheck(c.getKey(), c.getValue(), null, ""))
                .toList(),
            List.of());
    IssuerKeys keys = new IssuerKeys(oidc.issuerUrl(), "", fetcher::get, clock);
    return new AuthenticationSettings(
        List.of(new JwtIssuer(oidc.issuerUrl(), List.of(oidc.clientId()), keys, rules, clock)),
        null);
  }

  private static String prefix(AuthenticationProperties.Oidc oidc) {
    return switch (oidc.usernamePrefix()) {
      case "-" -> "";
      case "" -> oidc.usernameClaim().equals("email") ? "" : oidc.issuerUrl() + "#";
      default -> oidc.usernamePrefix();
    };
  }
}
