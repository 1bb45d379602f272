package io.navarch.gateway;

import io.navarch.gateway.access.Authenticator;
import io.navarch.gateway.access.User;
import io.navarch.gateway.http.Exchange;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Users by client certificate: CN is the name, each O a group. */
final class CertificateUsers implements Authenticator {
  @Override
  public Optional<User> authenticate(Exchange exchange) {
    List<X509Certificate> chain = exchange.clientCertificates();
    if (chain.isEmpty()) {
      return Optional.empty();
    }
    try {
      String name = "";
      List<String> groups = new ArrayList<>();
      for (Rdn rdn : new LdapName(chain.getFirst().getSubjectX500Principal().getName()).getRdns()) {
        switch (rdn.getType()) {
          case "CN" -> name = rdn.getValue().toString();
          case "O" -> groups.add(rdn.getValue().toString());
          default -> {}
        }
      }
      return Optional.of(new User(name, "", groups, Map.of()));
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
