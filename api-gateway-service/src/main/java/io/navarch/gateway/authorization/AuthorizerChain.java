package io.navarch.gateway.authorization;

import io.navarch.gateway.access.Authorizer;
import io.navarch.gateway.configfile.ReloadMeters;
import io.navarch.gateway.configfile.WatchedFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The authorizers in the order in which they are asked, as a file says that can change. */
public final class AuthorizerChain implements Supplier<List<Authorizer>>, AutoCloseable {
  private final WatchedFile<List<Authorizer>> file;

  private AuthorizerChain(WatchedFile<List<Authorizer>> file) {
    this.file = file;
  }

  /**
   * @param first are asked before what the file says, whatever it says
   * @param builtin authorizers by type
   * @throws io.navarch.gateway.configfile.ConfigurationException when the file cannot be used
   */
  public static AuthorizerChain of(
      Path file,
      Duration reloadInterval,
      List<Authorizer> first,
      Map<String, Authorizer> builtin,
      InstantSource clock,
      ReloadMeters meters) {
    AuthorizationConfigReader reader =
        new AuthorizationConfigReader(builtin, clock, meters.registry());
    return new AuthorizerChain(
        new WatchedFile<>(
            file,
            reloadInterval,
            path -> {
              List<Authorizer> chain = new ArrayList<>(first);
              chain.addAll(reader.read(path));
              return List.copyOf(chain);
            },
            (_, _) -> {},
            meters.of("authorization")));
  }

  @Override
  public List<Authorizer> get() {
    return file.get();
  }

  @Override
  public void close() {
    file.close();
  }
}
