package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events of the core group and of {@code events.k8s.io}; the strict rules are the new group's. */
final class EventStrategy extends KindStrategy {
  private static final int LONGEST_NAME = 128;
  private static final int LONGEST_NOTE = 1024;

  /** What the fields of the new group are reported as. */
  private static final Map<String, String> REPORTED =
      Map.of(
          "regarding", "involvedObject",
          "note", "message",
          "deprecatedSource", "source",
          "deprecatedFirstTimestamp", "firstTimestamp",
          "deprecatedLastTimestamp", "lastTimestamp",
          "deprecatedCount", "count");

  private static final List<String> DEPRECATED =
      List.of(
          "deprecatedFirstTimestamp",
          "deprecatedLastTimestamp",
          "deprecatedCount",
          "deprecatedSource");
  private static final List<String> FIXED =
      List.of(
          "regarding",
          "reason",
          "note",
          "deprecatedSource",
          "deprecatedFirstTimestamp",
          "deprecatedLastTimestamp",
          "deprecatedCount",
          "type",
          "eventTime",
          "action",
          "related",
          "reportingController",
          "reportingInstance");

  private final boolean newGroup;

  EventStrategy(boolean newGroup) {
    super(null);
    this.newGroup = newGroup;
  }

  private static @Nullable Object shown(Field field) {
    return switch (field.name()) {
      case "regarding", "related" -> field.shownAs("core.ObjectReference");
      case "deprecatedSource" -> field.shownAs("core.EventSource");
      default -> field.value();
    };
  }

  private Field field(Field event, String name) {
    return event.at(name).reportedAs(REPORTED.getOrDefault(name, name));
  }

  @Override
  void check(Field event) {
    Field involved = event.at(newGroup ? "regarding" : "involvedObject");
    Field namespace = involved.at("namespace").reportedAs("involvedObject.namespace");
    String own = event.at("metadata", "namespace").string();
    if (!event.at("eventTime").isSet()) {
      boolean agrees = namespace.isEmpty() ? own.equals("default") : namespace.is(own);
      if (!agrees) {
        namespace.invalid(namespace.string(), "does not match event.namespace");
      }
      return;
    }
    if (namespace.isEmpty() && !own.equals("default") && !own.equals("kube-system")) {
      namespace.invalid("", "does not match event.namespace");
    }
    Field controller = event.at(newGroup ? "reportingController" : "reportingComponent");
    controller.requirePresent();
    Formats.labelKey(controller.string())
        .forEach(wrong -> controller.invalid(controller.string(), wrong));
    for (String member : List.of("reportingInstance", "action", "reason")) {
      event.at(member).requirePresent();
      atMost(event.at(member), LONGEST_NAME);
    }
    atMost(event.at(newGroup ? "note" : "message").reportedAs("message"), LONGEST_NOTE);
  }

  private static void atMost(Field text, int characters) {
    if (text.string().length() > characters) {
      text.invalid("", "can have at most " + characters + " characters");
    }
  }

  @Override
  void checkNew(Field event) {
    if (!newGroup) {
      return;
    }
    series(event.at("series"));
    event.at("eventTime").requirePresent();
    Field type = event.at("type");
    if (!type.is("Normal") && !type.is("Warning")) {
      type.invalid("", "has invalid value: " + type.string());
    }
    for (String old : DEPRECATED) {
      if (!event.at(old).isEmpty()) {
        field(event, old).invalid("", "needs to be unset");
      }
    }
  }

  private static void series(Field series) {
    if (series.isSet()) {
      if (series.at("count").number() < 2) {
        series.at("count").invalid("", "should be at least 2");
      }
      series.at("lastObservedTime").requirePresent();
    }
  }

  @Override
  void checkChange(Field event, Field old) {
    if (!newGroup) {
      return;
    }
    if (!event.at("series").sameAs(old.at("series"))) {
      series(event.at("series"));
    }
    for (String fixed : FIXED) {
      Field now = event.at(fixed);
      if (!now.sameAs(old.at(fixed))) {
        field(event, fixed).invalid(shown(now), Field.IMMUTABLE);
      }
    }
  }
}
