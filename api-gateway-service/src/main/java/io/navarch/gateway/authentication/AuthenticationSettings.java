package io.navarch.gateway.authentication;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an {@code AuthenticationConfiguration} says.
 *
 * @param anonymous null where the file does not say
 */
record AuthenticationSettings(List<JwtIssuer> issuers, @Nullable Anonymous anonymous) {
  static final AuthenticationSettings NONE = new AuthenticationSettings(List.of(), null);

  AuthenticationSettings {
    issuers = List.copyOf(issuers);
  }

  /**
   * Who may come without credentials.
   *
   * @param paths to which alone; empty for all
   */
  record Anonymous(boolean enabled, List<String> paths) {
    boolean allows(String path) {
      return enabled && (paths.isEmpty() || paths.contains(path));
    }
  }
}
