package io.navarch.model.decode;

import io.navarch.model.json.Json;
import io.navarch.model.quantity.Quantity;
import io.navarch.model.schema.Schema;
import io.navarch.model.schema.ZeroValues;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings a tree into the form in which the API writes the object: members that the schema does not
 * name are dropped, empty {@code omitempty} members too, structs held by value stand even when they
 * are empty ({@code status: {}}), and times, quantities and bytes are canonical. Works in place;
 * the tree's types are already checked. The result of a second run is the same.
 */
public final class Normalizer {
  private Normalizer() {}

  public static void normalize(Schema schema, Map<String, Object> tree) {
    normalize(schema, tree, false);
  }

  /**
   * @param asSent whether required lists that are empty stay, so that it can be told who set them;
   *     those inside of other lists go, since such lists have one owner each
   */
  static void normalize(Schema schema, Map<String, Object> tree, boolean asSent) {
    object(schema, tree, asSent);
  }

  /** Makes required lists that are empty none, as the store does. */
  @SuppressWarnings({"unchecked", "NullAway"}) // JSON null is a value of the tree
  public static void forgetEmptyLists(Schema schema, Map<String, Object> map) {
    for (Map.Entry<String, Object> member : map.entrySet()) {
      boolean isObject = member.getValue() instanceof Map;
      if (!isObject && !(member.getValue() instanceof List<?> list && list.isEmpty())) {
        continue;
      }
      Schema.Field field = schema.field(member.getKey());
      if (field == null) {
        continue;
      }
      if (!isObject && isLostInStore(schema, field)) {
        member.setValue(null);
      } else if (isObject && field.schema().type() == Schema.Type.OBJECT) {
        forgetEmptyLists(field.schema(), (Map<String, Object>) member.getValue());
      }
    }
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private static void object(Schema schema, Map<String, Object> map, boolean asSent) {
    Iterator<Map.Entry<String, Object>> members = map.entrySet().iterator();
    while (members.hasNext()) {
      Map.Entry<String, Object> member = members.next();
      Schema.Field field = schema.field(member.getKey());
      if (field == null) {
        if (!schema.preserveUnknownFields()) {
          members.remove();
        }
      } else {
        Object before = member.getValue();
        Object after = member(field, before, asSent);
        if (isLeftOut(field, after)) {
          members.remove();
        } else if (!asSent
            && after instanceof List<?> list
            && list.isEmpty()
            && isLostInStore(schema, field)) {
          member.setValue(null);
        } else if (after != before) {
          member.setValue(after);
        }
      }
    }
    for (Schema.Field field : schema.alwaysWritten()) {
      if (!map.containsKey(field.name())) {
        map.put(field.name(), field.go().pointer() ? null : ZeroValues.of(field.schema()));
      }
    }
  }

  private static @Nullable Object member(
      Schema.Field field, @Nullable Object value, boolean asSent) {
    if (value == null) {
      return field.go().pointer() ? null : ZeroValues.of(field.schema());
    }
    Object result = value(field.schema(), value, asSent);
    if (field.go().type().equals("v1.ResourceList") && result instanceof Map<?, ?> amounts) {
      roundAmounts(amounts);
    }
    return result;
  }

  private static boolean isLeftOut(Schema.Field field, @Nullable Object value) {
    return switch (field.go().whenEmpty()) {
      case KEEP, WRITE -> false;
      case OMIT_ZERO -> ZeroValues.isZero(value);
      case OMIT ->
          field.go().pointer()
              ? value == null
              : !ZeroValues.isStruct(field.schema()) && ZeroValues.isZero(value);
    };
  }

  /**
   * Whether an empty list becomes none: upstream stores all but definitions and API services in
   * protobuf, which does not tell them apart.
   */
  private static boolean isLostInStore(Schema schema, Schema.Field field) {
    return field.go().whenEmpty() == Schema.WhenEmpty.WRITE
        && !schema.name().startsWith("io.k8s.apiextensions-apiserver.")
        && !schema.name().startsWith("io.k8s.kube-aggregator.");
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Object value(Schema schema, Object value, boolean asSent) {
    return switch (schema.type()) {
      case OBJECT -> {
        object(schema, (Map<String, Object>) value, asSent);
        yield value;
      }
      case MAP -> {
        Schema items = schema.items();
        if (items != null) {
          ((Map<String, Object>) value).replaceAll((_, each) -> element(items, each));
        }
        yield value;
      }
      case ARRAY -> {
        Schema items = schema.items();
        if (items != null) {
          ((List<Object>) value).replaceAll(each -> element(items, each));
        }
        yield value;
      }
      case STRING -> string(schema, value);
      case ANY -> {
        Schema alternative = schema.alternative();
        if (alternative != null) {
          Alternatives.objects(value).forEach(each -> object(alternative, each, false));
        }
        yield Alternatives.isNothing(schema, value) ? null : value;
      }
      case INTEGER, NUMBER, BOOLEAN, INT_OR_STRING -> value;
    };
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private static Object element(Schema items, @Nullable Object value) {
    return value == null ? ZeroValues.of(items) : value(items, value, false);
  }

  private static Object string(Schema schema, Object value) {
    return switch (schema.scalar()) {
      case PLAIN, INT32, INT64 -> value;
      case BYTES -> Base64Text.canonical((String) value);
      case TIME, MICRO_TIME -> Timestamps.canonical((String) value, schema.scalar());
      case QUANTITY -> quantity(value);
    };
  }

  private static String quantity(Object value) {
    return Quantity.parse(value instanceof String s ? s.strip() : Json.writeString(value))
        .toString();
  }

  /** Amounts in resource lists hold at most thousandths, rounded up. */
  @SuppressWarnings("unchecked")
  private static void roundAmounts(Map<?, ?> amounts) {
    for (Map.Entry<?, Object> amount : ((Map<Object, Object>) amounts).entrySet()) {
      String text = (String) amount.getValue();
      if (text.endsWith("n") || text.endsWith("u") || text.indexOf('e') >= 0) {
        amount.setValue(Quantity.parse(text).roundUpToMilli().toString());
      }
    }
  }
}
