package io.navarch.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.json.Json;
import io.navarch.model.status.FieldError;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every golden case of every kind: defaults, causes, warnings, refusals of updates, rows. A cause
 * that is said twice counts as one.
 */
class GoldenTest {
  @TestFactory
  Stream<DynamicTest> cases() {
    return GoldenFiles.read().stream()
        .map(golden -> DynamicTest.dynamicTest(golden.title(), () -> check(golden)));
  }

  /** {@code <any>} stands for a bad value that is not worth writing down, such as a template. */
  static List<String> filledIn(List<String> expected, List<String> actual) {
    return expected.stream()
        .map(
            text -> {
              int any = text.indexOf("<any>");
              return any < 0
                  ? text
                  : actual.stream()
                      .filter(a -> a.startsWith(text.substring(0, any)))
                      .filter(a -> a.endsWith(text.substring(any + "<any>".length())))
                      .findFirst()
                      .orElse(text);
            })
        .toList();
  }

  private static void check(GoldenCase golden) {
    GoldenWrite write = new GoldenWrite(golden.resource());
    GoldenWrite.Result result = write.write(golden);
    List<String> actual = result.errors().stream().map(FieldError::toString).distinct().toList();
    assertThat(actual)
        .as(golden.title())
        .containsExactlyInAnyOrderElementsOf(
            filledIn(golden.errors(), actual).stream().distinct().toList());
    if (golden.inOrder()) {
      assertThat(result.errors().stream().map(FieldError::toString).toList())
          .as(golden.title())
          .containsExactlyElementsOf(filledIn(golden.errors(), actual));
    }
    SoftAssertions softly = new SoftAssertions();
    golden
        .expected()
        .forEach(
            (path, value) -> {
              Object held = GoldenTree.get(result.object().root(), path);
              softly
                  .assertThat(Json.equal(held, value))
                  .as("%s is %s, not %s", path, Json.writeString(held), Json.writeString(value))
                  .isTrue();
            });
    if (!golden.warnings().contains("*")) {
      softly.assertThat(result.warnings()).containsExactlyElementsOf(golden.warnings());
    }
    if (!golden.cells().isEmpty()) {
      softly.assertThat(write.cells(result.object())).containsExactlyElementsOf(golden.cells());
    }
    softly.assertAll();
  }
}
