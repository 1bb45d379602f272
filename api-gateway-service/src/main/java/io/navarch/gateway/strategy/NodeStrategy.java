package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Nodes. The creator, which is the node agent, may give the status. */
final class NodeStrategy extends KindStrategy {
  NodeStrategy() {
    super(StatusOwnership.startingWith(Map.of()));
  }

  @Override
  public void applyDefaults(ApiObject node) {
    Map<String, Object> status = ApiObject.mapAt(node.root(), "status");
    if (status.get("allocatable") == null && status.get("capacity") != null) {
      status.put("allocatable", Json.copy(status.get("capacity")));
    }
  }

  @Override
  public void prepareForCreate(ApiObject node) {
    ApiObject.child(node.root(), "status");
  }

  @Override
  void check(Field node) {
    taints(node.at("spec", "taints").reportedAs("metadata.taints"));
    Field cidrs = node.at("spec", "podCIDRs");
    Set<Boolean> families = new HashSet<>();
    for (Field cidr : cidrs.each()) {
      cidr.check(Addresses.checkCidr(cidr.string()));
      if (!families.add(cidr.string().contains(":"))) {
        cidrs.invalid("may specify no more than one CIDR for each IP family");
      }
    }
    Field first = node.at("spec", "podCIDR");
    if (!first.isEmpty()
        && cidrs.size() > 0
        && !Json.equal(first.value(), cidrs.list().getFirst())) {
      cidrs.invalid("podCIDRs[0] must match podCIDR");
    }
  }

  private static void taints(Field taints) {
    Set<String> seen = new HashSet<>();
    for (Field taint : taints.each()) {
      Field key = taint.at("key");
      key.check(Formats.labelKey(key.string()));
      Field value = taint.at("value");
      if (!value.isEmpty()) {
        value.check(Formats.labelValue(value.string()));
      }
      TolerationRules.effect(taint.at("effect"));
      if (!seen.add(key.string() + ":" + taint.at("effect").string())) {
        taint.duplicate(taint.map());
      }
    }
  }

  @Override
  void checkChange(Field node, Field old) {
    fixedOnceSet(node, old);
  }

  @Override
  void checkStatus(Field node, Field old) {
    for (Field list :
        new Field[] {node.at("status", "capacity"), node.at("status", "allocatable")}) {
      list.entries().forEach(ResourceRules::quantity);
    }
    Set<Object> seen = new HashSet<>();
    for (Field address : node.at("status", "addresses").each()) {
      if (!seen.add(address.value())) {
        address.duplicate();
      }
    }
  }

  private static void fixedOnceSet(Field node, Field old) {
    Field cidrs = node.at("spec", "podCIDRs");
    if (old.at("spec", "podCIDRs").size() > 0 && !cidrs.sameAs(old.at("spec", "podCIDRs"))) {
      cidrs.forbidden("node updates may not change podCIDR except from \"\" to valid");
    }
    Field provider = node.at("spec", "providerID");
    Field before = old.at("spec", "providerID");
    if (!before.isEmpty() && !provider.sameAs(before)) {
      provider.forbidden("node updates may not change providerID except from \"\" to valid");
    }
  }
}
