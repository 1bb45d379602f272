package io.navarch.controller.admissionpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.cel.DeclType;
import io.navarch.model.json.Json;
import io.navarch.model.resource.GroupVersionKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TypeCheckPlannerTest {
  private static final GroupVersionKind KIND = new GroupVersionKind("example.com", "v1", "Tree");

  private static DeclType tree() {
    Map<String, Object> document =
        Json.readObject(
            """
            {"components": {"schemas": {
              "Tree": {"type": "object",
                "x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Tree"}],
                "properties": {"spec": {"allOf": [{"$ref": "#/components/schemas/Spec"}]}}},
              "Spec": {"type": "object", "properties": {"height": {"type": "integer"},
                "leaves": {"type": "array", "items": {"$ref": "#/components/schemas/Spec"}},
                "width": {"format": "int-or-string", "oneOf": [{"type": "integer"}, {"type": "string"}]},
                "sap": {"oneOf": [{"type": "string"}, {"type": "number"}]}}}}}}"""
                .getBytes(StandardCharsets.UTF_8));
    return new OpenApiTypes(document).typeOf(KIND).orElseThrow();
  }

  private static List<TypeCheckPlanner.Warning> check(String expression, String message) {
    return TypeCheckPlanner.plan(
        new TypeCheckPlanner.Policy(
            Map.of(KIND, tree()),
            true,
            null,
            Map.of("height", "object.spec.height"),
            List.of(new TypeCheckPlanner.Rule(expression, message))));
  }

  @Test
  void findsNothingWrongWithWhatFits() {
    assertThat(
            check(
                "variables.height > 3 && object.spec.width == '3' && params.x == 1 && request.name != ''",
                "'height ' + string(object.spec.height)"))
        .isEmpty();
  }

  /** As upstream, which has no type for them. */
  @Test
  void quantitiesAreUnknown() {
    assertThat(check("object.spec.sap == '3'", ""))
        .singleElement()
        .satisfies(warning -> assertThat(warning.warning()).contains("undefined field 'sap'"));
  }

  @Test
  void saysWhatDoesNotFit() {
    assertThat(check("variables.height > 'tall'", "object.spec.colour"))
        .satisfiesExactly(
            warning -> {
              assertThat(warning.fieldRef()).isEqualTo("spec.validations[0].expression");
              assertThat(warning.warning())
                  .startsWith("example.com/v1, Kind=Tree: ERROR: <input>:1:18: found no matching")
                  .endsWith("\n");
            },
            warning -> {
              assertThat(warning.fieldRef()).isEqualTo("spec.validations[0].messageExpression");
              assertThat(warning.warning()).contains("undefined field 'colour'");
            });
  }
}
