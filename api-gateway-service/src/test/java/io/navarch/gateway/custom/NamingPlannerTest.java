package io.navarch.gateway.custom;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.object.ApiObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who gets which names. */
class NamingPlannerTest {
  private static CustomDefinition definition(String plural, String kind, String accepted) {
    return CustomDefinition.of(
        ApiObject.read(
            """
            {"metadata":{"name":"%1$s.example.com","uid":"%1$s"},
             "spec":{"group":"example.com","names":{"plural":"%1$s","singular":"%1$s-one",
               "kind":"%2$s","listKind":"%2$sList","shortNames":["x"]}},
             "status":{"acceptedNames":%3$s}}
            """
                .formatted(plural, kind, accepted)
                .getBytes(StandardCharsets.UTF_8)));
  }

  private static final String NONE = "{\"plural\":\"\",\"kind\":\"\"}";

  @Test
  void acceptsFreeNames() {
    NamingPlanner.Names names = NamingPlanner.plan(definition("as", "A", NONE), List.of());
    assertThat(names.condition().status()).isEqualTo("True");
    assertThat(names.condition().reason()).isEqualTo("NoConflicts");
    assertThat(names.acceptedNames()).containsEntry("plural", "as").containsEntry("kind", "A");
  }

  @Test
  void refusesTakenNamesAndKeepsTheRest() {
    CustomDefinition other =
        definition(
            "bs",
            "A",
            "{\"plural\":\"bs\",\"kind\":\"A\",\"listKind\":\"AList\",\"shortNames\":[\"x\"]}");
    NamingPlanner.Names names = NamingPlanner.plan(definition("as", "A", NONE), List.of(other));
    assertThat(names.condition().status()).isEqualTo("False");
    assertThat(names.condition().reason()).isEqualTo("ListKindConflict");
    assertThat(names.condition().message()).isEqualTo("\"AList\" is already in use");
    assertThat(names.acceptedNames()).containsEntry("plural", "as").doesNotContainKey("listKind");
  }

  @Test
  void keepsWhatWasAccepted() {
    String own = "{\"plural\":\"as\",\"kind\":\"A\",\"listKind\":\"AList\",\"shortNames\":[\"x\"]}";
    CustomDefinition definition = definition("as", "A", own);
    CustomDefinition other = definition("bs", "A", own.replace("\"as\"", "\"bs\""));
    assertThat(NamingPlanner.plan(definition, List.of(other)).condition().status())
        .isEqualTo("True");
  }
}
