package io.navarch.gateway.strategy;

/** Events of the core group and of {@code events.k8s.io}; the strict rules are the new group's. */
final class EventStrategy extends KindStrategy {
  private final boolean newGroup;

  EventStrategy(boolean newGroup) {
    super(null);
    this.newGroup = newGroup;
  }

  @Override
  void check(Field event) {
    Field involved = event.at(newGroup ? "regarding" : "involvedObject");
    Field namespace = involved.at("namespace").reportedAs("involvedObject.namespace");
    String own = event.at("metadata", "namespace").string();
    if (namespace.isEmpty()) {
      if (!own.equals("default") && !own.equals("kube-system")) {
        namespace.invalid(namespace.string(), "does not match event.namespace");
      }
    } else if (!namespace.is(own)) {
      namespace.invalid("does not match event.namespace");
    }
  }

  @Override
  void checkNew(Field event) {
    boolean written = newGroup || event.at("eventTime").isSet();
    if (!written) {
      return;
    }
    event.at("eventTime").requirePresent();
    Field controller =
        event
            .at(newGroup ? "reportingController" : "reportingComponent")
            .reportedAs("reportingController");
    if (controller.requirePresent()) {
      controller.check(io.navarch.model.format.Formats.labelKey(controller.string()));
    }
    for (String member : new String[] {"reportingInstance", "action", "reason"}) {
      Field field = event.at(member);
      if (field.requirePresent() && field.string().length() > 128) {
        field.invalid("", "can have at most 128 characters");
      }
    }
    Field note = event.at(newGroup ? "note" : "message").reportedAs("message");
    if (note.string().length() > 1024) {
      note.invalid("", "can have at most 1024 characters");
    }
    Field type = event.at("type");
    if (!type.is("Normal") && !type.is("Warning")) {
      type.invalid("", "has invalid value: " + type.string());
    }
    Field series = event.at("series");
    if (series.isSet() && series.at("count").number() < 2) {
      series.at("count").invalid("", "should be at least 2");
    }
  }

  @Override
  void checkChange(Field event, Field old) {
    if (!newGroup) {
      return;
    }
    for (String fixed :
        new String[] {
          "regarding",
          "reason",
          "note",
          "deprecatedSource",
          "type",
          "eventTime",
          "action",
          "related",
          "reportingController",
          "reportingInstance"
        }) {
      event.at(fixed).immutable(old.at(fixed));
    }
  }
}
