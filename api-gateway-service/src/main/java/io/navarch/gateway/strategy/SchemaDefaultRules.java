package io.navarch.gateway.strategy;

import io.navarch.model.decode.StructuralForm;
import io.navarch.model.json.Json;
import io.navarch.model.status.FieldError;
import io.navarch.model.structural.SchemaCompiler;
import io.navarch.model.structural.ValueRules;
import java.util.LinkedHashMap;
import java.util.Map;

/** Defaults must fit the schema that they stand in: no unknown fields, no broken value rules. */
final class SchemaDefaultRules {
  private static final String VALUE = "value";

  /** How the value as a whole is called. */
  private static final String NO_FIELD = "<nil>";

  private SchemaDefaultRules() {}

  static void check(Field schema) {
    Field fallback = schema.at("default");
    Object value = fallback.value();
    if (value != null) {
      pruned(schema, fallback, value);
      ValueRules rules = ValueRules.compile(schema.map());
      for (FieldError wrong : rules.validate("", value)) {
        String field =
            wrong.field().equals(NO_FIELD)
                ? fallback.path()
                : fallback.path() + "." + wrong.field();
        fallback
            .errors()
            .add(new FieldError(wrong.type(), field, wrong.badValue(), wrong.detail()));
      }
    }
    if (schema.at("items").value() instanceof Map<?, ?>) {
      check(schema.at("items"));
    }
    for (String name : schema.at("properties").keys()) {
      check(schema.at("properties").key(name));
    }
  }

  private static void pruned(Field schema, Field fallback, Object value) {
    Map<String, Object> openApi = new LinkedHashMap<>();
    openApi.put("type", "object");
    openApi.put("properties", Map.of(VALUE, schema.map()));
    Map<String, Object> holder = new LinkedHashMap<>();
    holder.put(VALUE, Json.copy(value));
    StructuralForm.prune(SchemaCompiler.resource(openApi, false), holder);
    if (!Json.equal(holder.get(VALUE), value)) {
      fallback.invalid("must not have unknown fields");
    }
  }
}
