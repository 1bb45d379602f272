package io.navarch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page that names a test for every security promise (docs/security-tests.md) stays true. */
class SecurityTestsPageTest {
  private static final Pattern REFERENCE = Pattern.compile("`(\\w+)#(\\w+)`");

  private static Path root;
  private static List<String> rows;
  private static Map<String, Path> tests;

  @BeforeAll
  static void read() throws IOException {
    root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("SECURITY.md"))) {
      root = root.getParent();
    }
    rows =
        Files.readAllLines(root.resolve("docs/security-tests.md")).stream()
            .filter(line -> line.startsWith("| ") && !line.contains("| works |"))
            .toList();
    try (Stream<Path> files =
        Files.list(root)
            .map(module -> module.resolve("src/test/java"))
            .filter(Files::isDirectory)
            .flatMap(SecurityTestsPageTest::below)) {
      tests =
          files.collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  Function.identity(),
                  (one, _) -> one));
    }
  }

  private static Stream<Path> below(Path folder) {
    try {
      return Files.walk(folder).filter(file -> file.toString().endsWith("Test.java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyTestThatIsNamedIsThere() throws IOException {
    for (String row : rows) {
      for (MatchResult reference : REFERENCE.matcher(row).results().toList()) {
        Path file = tests.get(reference.group(1));
        assertThat(file).as(reference.group()).isNotNull();
        assertThat(isTest(Files.readString(file), reference.group(2)))
            .as(reference.group())
            .isTrue();
      }
    }
  }

  /** Whether a method of that name stands below a test's annotation. */
  private static boolean isTest(String source, String method) {
    int named = source.indexOf(" void " + method + "(");
    if (named < 0) {
      return false;
    }
    String above = source.substring(source.lastIndexOf("\n  }\n", named) + 1, named);
    return above.contains("@Test") || above.contains("@ParameterizedTest");
  }

  @Test
  void everyLineHasATestThatSeesARefusal() {
    assertThat(rows).hasSizeGreaterThan(80);
    for (String row : rows) {
      List<String> cells = Stream.of(row.split("\\|", -1)).map(String::strip).toList();
      assertThat(cells).as(row).hasSize(5);
      assertThat(cells.subList(2, 4)).as(row).allMatch(cell -> REFERENCE.matcher(cell).find());
    }
  }

  @Test
  void theBuildHasADependencyAudit() throws IOException {
    assertThat(Files.readString(root.resolve("pom.xml")))
        .contains("<id>dependency-audit</id>", "<bannedDependencies>", "<goal>enforce</goal>");
    assertThat(Files.readString(root.resolve("SECURITY.md"))).contains("## Reporting");
  }
}
