package io.navarch.gateway.strategy;

import io.navarch.gateway.flow.FlowObjects;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How many requests of a priority level run at once, and what happens to the others. */
final class PriorityLevelStrategy extends KindStrategy {
  /** An annotation of an older version of the API. */
  private static final String KEEPS_ZERO_SHARES =
      "flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares";

  private static final long MAX_QUEUES = 10_000_000;
  private static final int MAX_HASH_BITS = 60;

  PriorityLevelStrategy() {
    super(FlowSchemaStrategy.STATUS);
  }

  @Override
  public void applyDefaults(ApiObject level) {
    Map<String, Object> spec = ApiObject.mapAt(level.root(), "spec");
    if (spec.get("exempt") instanceof Map<?, ?>) {
      Map<String, Object> exempt = ApiObject.child(spec, "exempt");
      exempt.putIfAbsent("nominalConcurrencyShares", 0L);
      exempt.putIfAbsent("lendablePercent", 0L);
    }
    if (spec.get("limited") instanceof Map<?, ?>) {
      Map<String, Object> limited = ApiObject.child(spec, "limited");
      limited.putIfAbsent("nominalConcurrencyShares", 30L);
      limited.putIfAbsent("lendablePercent", 0L);
      Map<String, Object> response = ApiObject.mapAt(limited, "limitResponse");
      if (response.get("queuing") instanceof Map<?, ?>) {
        Map<String, Object> queuing = ApiObject.child(response, "queuing");
        putIfZero(queuing, "handSize", 8L);
        putIfZero(queuing, "queues", 64L);
        putIfZero(queuing, "queueLengthLimit", 50L);
      }
    }
  }

  static void putIfZero(Map<String, Object> map, String field, long value) {
    Object now = map.get(field);
    if (now == null || now instanceof Number n && n.longValue() == 0) {
      map.put(field, value);
    }
  }

  @Override
  void check(Field level) {
    Field annotations = level.at("metadata", "annotations");
    if (annotations.keys().contains(KEEPS_ZERO_SHARES)) {
      annotations.forbidden("annotation '" + KEEPS_ZERO_SHARES + "' is forbidden");
    }
    Field spec = level.at("spec");
    String name = level.at("metadata", "name").string();
    boolean exempt = spec.at("type").is("Exempt");
    if (name.equals("exempt") != exempt) {
      spec.at("type").invalid("must be 'Exempt' if and only if `name` is 'exempt'");
    }
    switch (spec.at("type").string()) {
      case "Exempt" -> {
        if (spec.at("limited").isSet()) {
          spec.at("limited").forbidden("must be nil if the type is not Limited");
        }
        shares(spec.at("exempt"));
      }
      case "Limited" -> {
        if (spec.at("exempt").isSet()) {
          spec.at("exempt").forbidden("must be nil if the type is Limited");
        }
        if (!spec.at("limited").isSet()) {
          spec.at("limited").required("must not be empty when type is Limited");
        } else {
          limited(spec.at("limited"));
        }
      }
      default -> spec.at("type").notSupported(List.of("Exempt", "Limited"));
    }
    mandatory(spec, name);
    conditions(level.at("status", "conditions"));
  }

  private static void mandatory(Field spec, String name) {
    if (!FlowObjects.isMandatory(name)) {
      return;
    }
    Map<String, Object> fixed = FlowObjects.spec("PriorityLevelConfiguration", name);
    if (name.equals("exempt")) {
      Map<String, Object> shown = new LinkedHashMap<>(spec.map());
      shown.put("exempt", ApiObject.mapAt(fixed, "exempt"));
      if (!Json.equal(shown, fixed)) {
        spec.invalid("spec of 'exempt' except the 'spec.exempt' field must equal the fixed value");
      }
    } else if (!Json.equal(spec.map(), fixed)) {
      spec.invalid("spec of '" + name + "' must equal the fixed value");
    }
  }

  private static void shares(Field settings) {
    if (settings.at("nominalConcurrencyShares").number() < 0) {
      settings.at("nominalConcurrencyShares").invalid("must be a non-negative integer");
    }
    lendable(settings.at("lendablePercent"));
  }

  private static void lendable(Field percent) {
    if (percent.number() < 0 || percent.number() > 100) {
      percent.invalid("must be between 0 and 100, inclusive");
    }
  }

  private static void limited(Field limited) {
    if (limited.at("nominalConcurrencyShares").number() < 0) {
      limited.at("nominalConcurrencyShares").invalid("must be a non-negative integer");
    }
    Field response = limited.at("limitResponse");
    Field queuing = response.at("queuing");
    switch (response.at("type").string()) {
      case "Reject" -> {
        if (queuing.isSet()) {
          queuing.forbidden("must be nil if limited.limitResponse.type is not Limited");
        }
      }
      case "Queue" -> {
        if (!queuing.isSet()) {
          queuing.required("must not be empty if limited.limitResponse.type is Limited");
        } else {
          queuing(queuing);
        }
      }
      default -> response.at("type").notSupported(List.of("Queue", "Reject"));
    }
    lendable(limited.at("lendablePercent"));
    if (limited.at("borrowingLimitPercent").number() < 0) {
      limited.at("borrowingLimitPercent").invalid("if specified, must be a non-negative integer");
    }
  }

  private static void queuing(Field queuing) {
    if (queuing.at("queueLengthLimit").number() <= 0) {
      queuing.at("queueLengthLimit").invalid("must be positive");
    }
    long queues = queuing.at("queues").number();
    if (queues <= 0) {
      queuing.at("queues").invalid("must be positive");
    } else if (queues > MAX_QUEUES) {
      queuing.at("queues").invalid("must not be greater than " + MAX_QUEUES);
    }
    Field handSize = queuing.at("handSize");
    long hand = handSize.number();
    int bits = hand > 0 && queues > 0 ? bits(queues, hand) : 0;
    if (hand <= 0) {
      handSize.invalid("must be positive");
    } else if (hand > queues) {
      handSize.invalid("should not be greater than queues (" + queues + ")");
    } else if (bits > MAX_HASH_BITS) {
      handSize.invalid(
          "required entropy bits of deckSize "
              + queues
              + " and handSize "
              + hand
              + " should not be greater than "
              + MAX_HASH_BITS);
    }
  }

  /** Bits of a hash that it takes to deal such a hand from so many queues. */
  private static int bits(long queues, long hand) {
    return (int) Math.ceil(Math.log(queues) / Math.log(2) * hand);
  }

  static void conditions(Field conditions) {
    Set<String> seen = new HashSet<>();
    for (Field condition : conditions.each()) {
      Field type = condition.at("type");
      if (!seen.add(type.string())) {
        type.duplicate();
      }
      type.requirePresent();
    }
  }

  @Override
  void checkStatus(Field level, Field old) {
    conditions(level.at("status", "conditions"));
  }
}
