package io.navarch.gateway.strategy;

import java.util.LinkedHashSet;
import java.util.Set;

/** What {@code x-kubernetes-list-type} and {@code -map-type} ask of the schemas around them. */
final class ListTypeRules {
  private ListTypeRules() {}

  static void check(Field schema) {
    mapType(schema);
    listType(schema);
    listMap(schema);
    elements(schema);
  }

  private static void mapType(Field schema) {
    Field mapType = schema.at("x-kubernetes-map-type");
    if (!mapType.isSet()) {
      return;
    }
    mustBe(schema.at("type"), "object", "must be object if x-kubernetes-map-type is specified");
    mapType.oneOfIfSet("atomic", "granular");
  }

  private static void mustBe(Field type, String wanted, String detail) {
    if (type.isEmpty()) {
      type.required(detail);
    } else if (!type.is(wanted)) {
      type.invalid(detail);
    }
  }

  private static void listType(Field schema) {
    Field listType = schema.at("x-kubernetes-list-type");
    Field items = schema.at("items");
    if (listType.isSet() && !schema.at("type").is("array")) {
      mustBe(schema.at("type"), "array", "must be array if x-kubernetes-list-type is specified");
    } else if (listType.is("set")) {
      String atomic = "must be atomic as item of a list with x-kubernetes-list-type=set";
      Field itemList = items.at("x-kubernetes-list-type");
      if (items.at("type").is("array") && itemList.isSet() && !itemList.is("atomic")) {
        itemList.invalid(atomic);
      }
      if (items.at("type").is("object") && !items.at("x-kubernetes-map-type").is("atomic")) {
        items.at("x-kubernetes-map-type").invalid(itemList.value(), atomic);
      }
    }
    listType.oneOfIfSet("atomic", "set", "map");
  }

  /** Elements that are told apart must not be null, and must have what tells them apart. */
  private static void elements(Field schema) {
    Field listType = schema.at("x-kubernetes-list-type");
    Field items = schema.at("items");
    boolean apart = listType.is("set") || listType.is("map");
    if (apart && items.at("nullable").isTrue()) {
      items
          .at("nullable")
          .forbidden("cannot be nullable when x-kubernetes-list-type is " + listType.string());
    }
    if (!listType.is("map")) {
      return;
    }
    for (Field each : schema.at("x-kubernetes-list-map-keys").each()) {
      Field property = items.at("properties").key(each.string());
      if (!property.isSet()) {
        continue;
      }
      if (!items.at("required").list().contains(each.string()) && !property.at("default").isSet()) {
        property
            .at("default")
            .required(
                "this property is in x-kubernetes-list-map-keys, so it must have a default or be a"
                    + " required property");
      }
      if (property.at("nullable").isTrue()) {
        property
            .at("nullable")
            .forbidden("this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
      }
    }
  }

  private static void listMap(Field schema) {
    Field listType = schema.at("x-kubernetes-list-type");
    Field keys = schema.at("x-kubernetes-list-map-keys");
    String onlyMaps = "must be map if x-kubernetes-list-map-keys is non-empty";
    if (keys.size() > 0 && !listType.isSet()) {
      listType.required(onlyMaps);
    } else if (keys.size() > 0 && !listType.is("map")) {
      listType.invalid(onlyMaps);
    }
    if (!listType.is("map")) {
      return;
    }
    Field items = schema.at("items");
    if (keys.size() == 0) {
      keys.required("must not be empty if x-kubernetes-list-type is map");
    }
    if (!items.isSet()) {
      items.required("must have a schema if x-kubernetes-list-type is map");
    } else if (!items.at("type").is("object")) {
      items
          .at("type")
          .invalid(
              items.at("type").string(),
              "must be object if parent array's x-kubernetes-list-type is map");
    } else {
      listMapKeys(keys, items);
    }
  }

  private static void listMapKeys(Field keys, Field items) {
    Set<String> seen = new LinkedHashSet<>();
    for (Field each : keys.each()) {
      Field property = items.at("properties").key(each.string());
      if (!property.isSet()) {
        keys.invalid("entries must all be names of item properties");
      } else if (property.at("type").is("array") || property.at("type").is("object")) {
        property
            .at("type")
            .invalid(
                items.at("type").value(),
                "must be a scalar type if parent array's x-kubernetes-list-type is map");
      }
      if (!seen.add(each.string())) {
        keys.invalid("must not contain duplicate entries");
      }
    }
  }
}
