package io.navarch.gateway.table;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** The cells of nodes, namespaces, events and of the kinds that hold configuration. */
final class CoreRows {
  private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

  private CoreRows() {}

  static List<Object> node(Part object, Instant now) {
    Part info = object.at("status", "nodeInfo");
    Part addresses = object.at("status", "addresses");
    return List.of(
        Row.name(object),
        nodeStatus(object),
        nodeRoles(object),
        Row.age(object, now),
        info.at("kubeletVersion").text(),
        addresses.ofType("InternalIP").at("address").textOr(Texts.NONE),
        addresses.ofType("ExternalIP").at("address").textOr(Texts.NONE),
        info.at("osImage").textOr(HumanDuration.UNKNOWN),
        kernel(info),
        info.at("containerRuntimeVersion").textOr(HumanDuration.UNKNOWN));
  }

  private static String nodeStatus(Part node) {
    Part ready = node.at("status", "conditions").ofType("Ready");
    String status = ready.at("status").isText("True") ? "Ready" : "NotReady";
    return (ready.isPresent() ? status : "Unknown")
        + (node.at("spec", "unschedulable").isTrue() ? ",SchedulingDisabled" : "");
  }

  private static String nodeRoles(Part node) {
    TreeSet<String> roles = new TreeSet<>();
    node.at("metadata", "labels")
        .members()
        .forEach(
            (key, value) -> {
              if (key.startsWith(ROLE_PREFIX)) {
                roles.add(key.substring(ROLE_PREFIX.length()));
              } else if (key.equals("kubernetes.io/role")) {
                roles.add(value.text());
              }
            });
    roles.remove("");
    return Texts.listOr(List.copyOf(roles), Texts.NONE);
  }

  private static String kernel(Part info) {
    String architecture = info.at("architecture").text();
    return info.at("kernelVersion").textOr(HumanDuration.UNKNOWN)
        + (architecture.isEmpty() ? "" : " (" + architecture + ")");
  }

  static List<Object> namespace(Part object, Instant now) {
    return List.of(Row.name(object), object.at("status", "phase").text(), Row.age(object, now));
  }

  static List<Object> configMap(Part object, Instant now) {
    long entries = object.at("data").count() + object.at("binaryData").count();
    return List.of(Row.name(object), entries, Row.age(object, now));
  }

  static List<Object> secret(Part object, Instant now) {
    return List.of(
        Row.name(object),
        object.at("type").text(),
        object.at("data").count(),
        Row.age(object, now));
  }

  static List<Object> event(Part event, Instant now) {
    return event(
        event,
        new EventParts(
            event.at("involvedObject"),
            event.at("source"),
            event.at("reportingComponent"),
            event.at("message"),
            event.at("firstTimestamp"),
            event.at("lastTimestamp"),
            event.at("count")),
        now);
  }

  /** The events of {@code events.k8s.io}: the same with other names. */
  static List<Object> newEvent(Part event, Instant now) {
    return event(
        event,
        new EventParts(
            event.at("regarding"),
            event.at("deprecatedSource"),
            event.at("reportingController"),
            event.at("note"),
            event.at("deprecatedFirstTimestamp"),
            event.at("deprecatedLastTimestamp"),
            event.at("deprecatedCount")),
        now);
  }

  private record EventParts(
      Part object, Part source, Part reporter, Part message, Part first, Part last, Part count) {}

  private static List<Object> event(Part event, EventParts parts, Instant now) {
    Part series = event.at("series");
    String first =
        HumanDuration.since(parts.first().isPresent() ? parts.first() : event.at("eventTime"), now);
    String last = parts.last().isPresent() ? HumanDuration.since(parts.last(), now) : first;
    long count = Math.max(1, parts.count().number());
    return List.of(
        series.isPresent() ? HumanDuration.since(series.at("lastObservedTime"), now) : last,
        event.at("type").text(),
        event.at("reason").text(),
        eventObject(parts.object()),
        parts.object().at("fieldPath").text(),
        eventSource(event, parts),
        parts.message().text().strip(),
        first,
        series.isPresent() ? series.at("count").number() : count,
        Row.name(event));
  }

  private static String eventObject(Part object) {
    String kind = object.at("kind").text().toLowerCase(Locale.ROOT);
    String name = object.at("name").text();
    return name.isEmpty() ? kind : kind + "/" + name;
  }

  private static String eventSource(Part event, EventParts parts) {
    String component = parts.source().at("component").textOr(parts.reporter().text());
    String instance = parts.source().at("host").textOr(event.at("reportingInstance").text());
    return instance.isEmpty() ? component : component + ", " + instance;
  }

  static List<Object> lease(Part object, Instant now) {
    return List.of(
        Row.name(object), object.at("spec", "holderIdentity").text(), Row.age(object, now));
  }
}
