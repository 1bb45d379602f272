package io.navarch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** The unmodified clients that the tests drive; {@code ./navarch test} fetches them. */
final class Clients {
  private Clients() {}

  static Path kubectl() {
    return program("kubectl");
  }

  static Path helm() {
    return program("helm");
  }

  private static Path program(String name) {
    String folder = System.getenv("NAVARCH_CLIENTS");
    Path program =
        folder == null
            ? Path.of(System.getProperty("user.home"), ".cache/navarch/clients", name)
            : Path.of(folder, name);
    assertThat(program).as("%s for the tests; ./navarch test fetches it", name).isExecutable();
    return program;
  }
}
