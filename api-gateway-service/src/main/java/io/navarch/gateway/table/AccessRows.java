package io.navarch.gateway.table;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The cells of kinds that say who may do what: bindings, certificates, admission, flow control. */
final class AccessRows {
  private AccessRows() {}

  static List<Object> binding(Part object, Instant now) {
    Part role = object.at("roleRef");
    return List.of(
        Row.name(object),
        role.at("kind").text() + "/" + role.at("name").text(),
        Row.age(object, now),
        subjects(object, "User"),
        subjects(object, "Group"),
        subjects(object, "ServiceAccount"));
  }

  private static String subjects(Part binding, String kind) {
    return binding.at("subjects").items().stream()
        .filter(subject -> subject.at("kind").isText(kind))
        .map(
            subject ->
                kind.equals("ServiceAccount")
                    ? Texts.qualified(subject)
                    : subject.at("name").text())
        .collect(Collectors.joining(", "));
  }

  static List<Object> certificateRequest(Part object, Instant now) {
    Part spec = object.at("spec");
    Part expiration = spec.at("expirationSeconds");
    return List.of(
        Row.name(object),
        Row.age(object, now),
        spec.at("signerName").textOr(Texts.NONE),
        spec.at("username").text(),
        expiration.isPresent()
            ? HumanDuration.of(Duration.ofSeconds(expiration.number()))
            : Texts.NONE,
        certificateState(object.at("status")));
  }

  private static String certificateState(Part status) {
    Part conditions = status.at("conditions");
    String state = "Pending";
    if (conditions.ofType("Denied").isPresent()) {
      state = "Denied";
    } else if (conditions.ofType("Approved").isPresent()) {
      state = "Approved";
    }
    return state
        + (conditions.ofType("Failed").isPresent() ? ",Failed" : "")
        + (status.at("certificate").text().isEmpty() ? "" : ",Issued");
  }

  static List<Object> webhooks(Part object, Instant now) {
    return List.of(Row.name(object), object.at("webhooks").count(), Row.age(object, now));
  }

  static List<Object> validatingPolicy(Part object, Instant now) {
    return policy(object, "validations", now);
  }

  static List<Object> mutatingPolicy(Part object, Instant now) {
    return policy(object, "mutations", now);
  }

  private static List<Object> policy(Part object, String rules, Instant now) {
    Part kind = object.at("spec", "paramKind");
    return List.of(
        Row.name(object),
        object.at("spec", rules).count(),
        kind.isPresent()
            ? kind.at("apiVersion").text() + "/" + kind.at("kind").text()
            : Texts.UNSET,
        Row.age(object, now));
  }

  static List<Object> policyBinding(Part object, Instant now) {
    return List.of(
        Row.name(object),
        object.at("spec", "policyName").text(),
        parameters(object.at("spec", "paramRef")),
        Row.age(object, now));
  }

  private static String parameters(Part reference) {
    String name = reference.at("name").text();
    if (!name.isEmpty()) {
      return reference.at("namespace").textOr("*") + "/" + name;
    }
    Part selector = reference.at("selector");
    return selector.isPresent() ? Texts.selector(selector) : Texts.UNSET;
  }

  static List<Object> flowSchema(Part object, Instant now) {
    Part spec = object.at("spec");
    return List.of(
        Row.name(object),
        spec.at("priorityLevelConfiguration", "name").text(),
        spec.at("matchingPrecedence").number(),
        spec.at("distinguisherMethod", "type").textOr(Texts.NONE),
        Row.age(object, now),
        object.at("status", "conditions").ofType("Dangling").at("status").textOr("?"));
  }

  static List<Object> priorityLevel(Part object, Instant now) {
    Part spec = object.at("spec");
    Part limited = spec.at("limited");
    Part queuing = limited.at("limitResponse", "queuing");
    return List.of(
        Row.name(object),
        spec.at("type").text(),
        numberOrNone(limited.at("nominalConcurrencyShares")),
        numberOrNone(queuing.at("queues")),
        numberOrNone(queuing.at("handSize")),
        numberOrNone(queuing.at("queueLengthLimit")),
        Row.age(object, now));
  }

  private static Object numberOrNone(Part number) {
    return number.isPresent() ? number.number() : Texts.NONE;
  }

  static List<Object> apiService(Part object, Instant now) {
    Part service = object.at("spec", "service");
    return List.of(
        Row.name(object),
        service.isPresent()
            ? service.at("namespace").text() + "/" + service.at("name").text()
            : "Local",
        availability(object.at("status", "conditions").ofType("Available")),
        Row.age(object, now));
  }

  private static String availability(Part condition) {
    String status = condition.at("status").textOr("Unknown");
    String reason = condition.at("reason").text();
    return status.equals("True") || reason.isEmpty() ? status : status + " (" + reason + ")";
  }
}
