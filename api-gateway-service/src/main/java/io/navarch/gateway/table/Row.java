package io.navarch.gateway.table;

import java.time.Instant;
import java.util.List;

/** The cells of one object of a kind, in the order of the kind's columns. */
@FunctionalInterface
interface Row {
  List<Object> cells(Part object, Instant now);

  /** The name and the age: cells of kinds with nothing else to show. */
  static List<Object> nameAndAge(Part object, Instant now) {
    return List.of(name(object), age(object, now));
  }

  static String name(Part object) {
    return object.at("metadata", "name").text();
  }

  static String age(Part object, Instant now) {
    return HumanDuration.since(object.at("metadata", "creationTimestamp"), now);
  }
}
