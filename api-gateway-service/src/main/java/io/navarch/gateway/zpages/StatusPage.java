package io.navarch.gateway.zpages;

import io.navarch.gateway.http.IndexHandler;
import io.navarch.gateway.http.VersionHandler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code /statusz}: what runs here, since when, and where more can be read. */
final class StatusPage implements ZPage {
  private static final DateTimeFormatter UNIX_DATE =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss zzz uuuu", Locale.ROOT)
          .withZone(ZoneId.of("UTC"));

  /** Not for looking for faults. */
  private static final Set<String> OTHERS =
      Set.of("/api", "/apis", "/openid", "/openapi", "/.well-known");

  private final Instant started;
  private final InstantSource clock;

  StatusPage(Instant started, InstantSource clock) {
    this.started = started.truncatedTo(ChronoUnit.SECONDS);
    this.clock = clock;
  }

  @Override
  public String name() {
    return "statusz";
  }

  @Override
  public String kind() {
    return "Statusz";
  }

  @Override
  public String text() {
    Map<String, String> version = VersionHandler.version();
    Duration up = up();
    return """

        Started: %s
        Up: %d hr %02d min %02d sec
        Go version: %s
        Binary version: %s
        Emulation version: %s
        Paths: %s
        """
        .formatted(
            UNIX_DATE.format(started),
            up.toHours(),
            up.toMinutesPart(),
            up.toSecondsPart(),
            version.get("goVersion"),
            binary(version),
            emulation(version),
            String.join(" ", paths()));
  }

  @Override
  public Map<String, Object> members() {
    Map<String, String> version = VersionHandler.version();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("startTime", started.toString());
    members.put("uptimeSeconds", up().toSeconds());
    members.put("goVersion", String.valueOf(version.get("goVersion")));
    members.put("binaryVersion", binary(version));
    members.put("emulationVersion", emulation(version));
    members.put("paths", paths());
    return members;
  }

  private Duration up() {
    Duration up = Duration.between(started, clock.instant());
    return up.isNegative() ? Duration.ZERO : up;
  }

  private static String binary(Map<String, String> version) {
    return String.valueOf(version.get("gitVersion")).substring(1);
  }

  private static String emulation(Map<String, String> version) {
    return version.get("emulationMajor") + "." + version.get("emulationMinor");
  }

  private static List<String> paths() {
    return IndexHandler.fixedPaths().stream()
        .map(path -> "/" + path.split("/", 3)[1])
        .filter(path -> !OTHERS.contains(path))
        .distinct()
        .sorted()
        .toList();
  }
}
