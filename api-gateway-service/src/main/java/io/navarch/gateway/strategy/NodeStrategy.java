package io.navarch.gateway.strategy;

import io.navarch.model.decode.JsonText;
import io.navarch.model.format.Formats;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Nodes. The creator, which is the node agent, may give the status. */
final class NodeStrategy extends KindStrategy {
  private static final String AVOIDED = "scheduler.alpha.kubernetes.io/preferAvoidPods";
  private static final Pattern FEATURE =
      Pattern.compile("[A-Z][a-zA-Z0-9]*(/[a-zA-Z][a-zA-Z0-9]*)*");

  NodeStrategy() {
    super(StatusOwnership.startingWith(Map.of()));
  }

  @Override
  public void applyDefaults(ApiObject node) {
    Map<String, Object> spec = ApiObject.child(node.root(), "spec");
    Map<String, Object> status = ApiObject.mapAt(node.root(), "status");
    sameCidr(spec);
    if (status.get("allocatable") == null && status.get("capacity") != null) {
      status.put("allocatable", Json.copy(status.get("capacity")));
    }
  }

  /** The first of the networks stands in two places; the older one of them counts. */
  private static void sameCidr(Map<String, Object> spec) {
    String first = ApiObject.string(spec, "podCIDR");
    List<Object> all = ApiObject.listAt(spec, "podCIDRs");
    if (first.isEmpty() && !all.isEmpty()) {
      spec.put("podCIDR", all.getFirst());
    } else if (!first.isEmpty() && (all.isEmpty() || !first.equals(all.getFirst()))) {
      spec.put("podCIDRs", new ArrayList<Object>(List.of(first)));
    }
  }

  @Override
  public void prepareForCreate(ApiObject node) {
    ApiObject.child(node.root(), "status");
  }

  @Override
  void check(Field node) {
    taints(node.at("spec", "taints").reportedAs("metadata.taints"));
    avoidedPods(node.at("metadata", "annotations"));
    Field cidrs = node.at("spec", "podCIDRs");
    Set<Boolean> families = new HashSet<>();
    for (Field cidr : cidrs.each()) {
      cidr.check(Addresses.checkCidr(cidr.string()));
      if (!families.add(cidr.string().contains(":"))) {
        cidrs.invalid("may specify no more than one CIDR for each IP family");
      }
    }
  }

  private static void avoidedPods(Field annotations) {
    String avoided = annotations.key(AVOIDED).string();
    if (!avoided.isEmpty()) {
      try {
        JsonText.requireObject(avoided.getBytes(StandardCharsets.UTF_8));
      } catch (MalformedJsonException e) {
        annotations.at("AvoidPods").invalid(AVOIDED, String.valueOf(e.getMessage()));
      }
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
        taint
            .errors()
            .add(
                new FieldError(
                    FieldError.Type.DUPLICATE,
                    taint.path(),
                    taint.shownAs("core.Taint"),
                    "taints must be unique by key and effect pair"));
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
      for (Field amount : list.entries()) {
        ResourceRules.amount(amount, amount.reportedAs(list.at(amount.name())));
      }
    }
    declaredFeatures(node.at("status", "declaredFeatures").each());
    Set<Object> seen = new HashSet<>();
    for (Field address : node.at("status", "addresses").each()) {
      if (!seen.add(address.value())) {
        address.duplicate();
      }
    }
  }

  /** Names in their order, each once. */
  private static void declaredFeatures(List<Field> features) {
    for (int i = 0; i < features.size(); i++) {
      Field feature = features.get(i);
      if (!FEATURE.matcher(feature.string()).matches()) {
        feature.invalid(
            "invalid feature name \""
                + feature.string()
                + "\": must start with an UpperCamelCase segment, with subsequent segments separated"
                + " by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only"
                + " alphanumeric characters and slashes");
      }
      int order = i == 0 ? -1 : features.get(i - 1).string().compareTo(feature.string());
      if (order == 0) {
        feature.duplicate();
      } else if (order > 0) {
        feature.invalid("list must be sorted alphabetically");
      }
    }
  }

  private static void fixedOnceSet(Field node, Field old) {
    Field cidrs = node.at("spec", "podCIDRs");
    if (old.at("spec", "podCIDRs").size() > 0 && !cidrs.sameAs(old.at("spec", "podCIDRs"))) {
      cidrs.forbidden("node updates may not change podCIDR except from \"\" to valid");
    }
    Field external = node.at("spec", "externalID");
    if (!external.sameAs(old.at("spec", "externalID"))) {
      external.forbidden("may not be updated");
    }
    Field provider = node.at("spec", "providerID");
    Field before = old.at("spec", "providerID");
    if (!before.isEmpty() && !provider.sameAs(before)) {
      provider.forbidden("node updates may not change providerID except from \"\" to valid");
    }
  }
}
