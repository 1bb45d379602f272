package io.navarch.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.json.Json;
import io.navarch.model.status.FieldError;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every golden case of every kind: defaults, causes, warnings, refusals of updates, rows. */
class GoldenTest {
  @TestFactory
  Stream<DynamicTest> cases() {
    return GoldenFiles.read().stream()
        .map(golden -> DynamicTest.dynamicTest(golden.title(), () -> check(golden)));
  }

  private static void check(GoldenCase golden) {
    GoldenWrite write = new GoldenWrite(golden.resource());
    GoldenWrite.Result result = write.write(golden);
    assertThat(result.errors().stream().map(FieldError::toString))
        .as(golden.title())
        .containsExactlyInAnyOrderElementsOf(golden.errors());
    SoftAssertions softly = new SoftAssertions();
    golden
        .expected()
        .forEach(
            (path, value) -> {
              Object actual = GoldenTree.get(result.object().root(), path);
              softly
                  .assertThat(Json.equal(actual, value))
                  .as("%s is %s, not %s", path, Json.writeString(actual), Json.writeString(value))
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
