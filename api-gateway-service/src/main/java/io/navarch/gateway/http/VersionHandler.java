package io.navarch.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.navarch.gateway.access.User;
import io.navarch.gateway.registry.Representation;
import io.navarch.gateway.registry.TextForms;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /version}: which Kubernetes this is. */
public final class VersionHandler implements NonResourceHandler {
  private static final String VERSION = "v1.36.0";

  @Override
  public boolean serves(String path) {
    return path.equals("/version") || path.equals("/version/");
  }

  @Override
  public void handle(Exchange exchange, User user) {
    ErrorAnswer.requireGet(exchange);
    Representation.requireJson(exchange.header("Accept"));
    exchange.respond(200, "application/json", TextForms.indentedText(version()).getBytes(UTF_8));
  }

  /** The members of {@code version.Info}. */
  public static Map<String, String> version() {
    Map<String, String> version = new LinkedHashMap<>();
    version.put("major", "1");
    version.put("minor", "36");
    version.put("emulationMajor", "1");
    version.put("emulationMinor", "36");
    version.put("minCompatibilityMajor", "1");
    version.put("minCompatibilityMinor", "35");
    version.put("gitVersion", VERSION);
    version.put("gitCommit", "0000000000000000000000000000000000000000");
    version.put("gitTreeState", "clean");
    version.put("buildDate", "2026-04-22T00:00:00Z");
    version.put("goVersion", "go1.26.0");
    version.put("compiler", "gc");
    version.put("platform", "linux/" + architecture());
    return version;
  }

  private static String architecture() {
    String name = System.getProperty("os.arch", "amd64");
    return name.equals("aarch64") ? "arm64" : name;
  }
}
