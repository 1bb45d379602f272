package io.navarch.gateway.http;

import static java.util.stream.Collectors.joining;

import io.navarch.gateway.access.User;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /livez}, {@code /readyz} and {@code /healthz}, with {@code ?verbose}, {@code ?exclude=}
 * and one path a check, in upstream's words.
 */
public final class HealthHandler implements NonResourceHandler {
  private final List<HealthCheck> checks;
  private final HealthResults results;

  /** One thing that must be in order. */
  public interface HealthCheck {
    String name();

    /** Whether it matters for being alive, or only for being ready. */
    boolean forLiveness();

    /** An empty text when all is well, else what is wrong. */
    String problem();

    /**
     * One that matters for being alive and for being ready.
     *
     * @param problem empty when all is well
     */
    static HealthCheck of(String name, Supplier<String> problem) {
      return new Named(name, true, problem);
    }

    /** One that matters for being ready only. */
    static HealthCheck ofReadiness(String name, Supplier<String> problem) {
      return new Named(name, false, problem);
    }
  }

  private record Named(String name, boolean forLiveness, Supplier<String> state)
      implements HealthCheck {
    @Override
    public String problem() {
      return state.get();
    }
  }

  public HealthHandler(List<HealthCheck> checks, HealthResults results) {
    this.checks = List.copyOf(checks);
    this.results = results;
  }

  private String problem(HealthCheck check, String base) {
    String problem = check.problem();
    results.observed(check.name(), base, problem.isEmpty());
    return problem;
  }

  @Override
  public boolean serves(String path) {
    return base(path) != null;
  }

  private static @Nullable String base(String path) {
    for (String base : List.of("livez", "readyz", "healthz")) {
      if (path.equals("/" + base) || path.startsWith("/" + base + "/")) {
        return base;
      }
    }
    return null;
  }

  @Override
  public void handle(Exchange exchange, User user) {
    String base = base(exchange.path());
    if (base == null) {
      ErrorAnswer.pageNotFound(exchange);
      return;
    }
    boolean liveness = base.equals("livez");
    List<HealthCheck> relevant = checks.stream().filter(c -> !liveness || c.forLiveness()).toList();
    String rest = exchange.path().substring(base.length() + 1).replaceAll("^/|/$", "");
    if (!rest.isEmpty()) {
      answerOne(exchange, base, relevant, rest);
      return;
    }
    answerAll(exchange, base, relevant);
  }

  private void answerOne(Exchange exchange, String base, List<HealthCheck> checks, String name) {
    for (HealthCheck check : checks) {
      if (check.name().equals(name)) {
        String problem = problem(check, base);
        if (problem.isEmpty()) {
          text(exchange, 200, "ok");
        } else {
          text(exchange, 500, "internal server error: " + problem + "\n");
        }
        return;
      }
    }
    ErrorAnswer.pageNotFound(exchange);
  }

  private void answerAll(Exchange exchange, String base, List<HealthCheck> checks) {
    Map<String, List<String>> query = exchange.query();
    Set<String> excluded = new TreeSet<>(query.getOrDefault("exclude", List.of()));
    Set<String> unknown = new TreeSet<>(excluded);
    StringBuilder report = new StringBuilder();
    boolean failed = false;
    for (HealthCheck check : checks) {
      if (excluded.contains(check.name())) {
        unknown.remove(check.name());
        report.append("[+]").append(check.name()).append(" excluded: ok\n");
        continue;
      }
      if (problem(check, base).isEmpty()) {
        report.append("[+]").append(check.name()).append(" ok\n");
      } else {
        failed = true;
        report.append("[-]").append(check.name()).append(" failed: reason withheld\n");
      }
    }
    if (!unknown.isEmpty()) {
      report
          .append("warn: some health checks cannot be excluded: no matches for ")
          .append(unknown.stream().map(name -> '"' + name + '"').collect(joining(",")))
          .append('\n');
    }
    if (failed) {
      text(exchange, 500, report + base + " check failed\n");
    } else if (query.containsKey("verbose")) {
      text(exchange, 200, report + base + " check passed\n");
    } else {
      text(exchange, 200, "ok");
    }
  }

  private static void text(Exchange exchange, int status, String body) {
    exchange.addResponseHeader("X-Content-Type-Options", "nosniff");
    exchange.respond(status, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }
}
