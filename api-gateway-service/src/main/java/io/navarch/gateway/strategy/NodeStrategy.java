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
  private static final String TAINTS = "scheduler.alpha.kubernetes.io/taints";
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
    annotations(node.at("metadata", "annotations"));
    taints(node.at("spec", "taints").reportedAs("metadata.taints"));
    declaredFeatures(node.at("status", "declaredFeatures").each());
    Field cidrs = node.at("spec", "podCIDRs");
    for (Field cidr : cidrs.each()) {
      cidr.check(Addresses.checkCidr(cidr.string()));
    }
    if (cidrs.size() > 1) {
      bothFamilies(cidrs);
    }
  }

  private static void bothFamilies(Field cidrs) {
    Set<Boolean> families = new HashSet<>();
    int index = 0;
    for (Field cidr : cidrs.each()) {
      families.add(cidr.string().contains(":"));
      if (!Addresses.checkCidr(cidr.string()).isEmpty()) {
        cidrs.internal(
            "invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[%d]: <nil>"
                    .formatted(index)
                + " (invalid CIDR address: %s)".formatted(cidr.string()));
        break;
      }
      index++;
    }
    if (families.size() < 2 || cidrs.size() > 2) {
      cidrs.invalid("may specify no more than one CIDR for each IP family");
    }
  }

  private static void annotations(Field annotations) {
    String taints = annotations.key(TAINTS).string();
    if (!taints.isEmpty()) {
      try {
        Object listed = JsonText.read(taints.getBytes(StandardCharsets.UTF_8));
        if (listed instanceof List) {
          taints(annotations.at(TAINTS).with(listed));
        } else if (listed != null) {
          annotations.invalid(
              TAINTS,
              "json: cannot unmarshal "
                  + Json.typeName(listed)
                  + " into Go value of type []v1.Taint");
        }
      } catch (MalformedJsonException e) {
        annotations.invalid(TAINTS, String.valueOf(e.getMessage()));
      }
    }
    avoidedPods(annotations);
  }

  private static void avoidedPods(Field annotations) {
    String avoided = annotations.key(AVOIDED).string();
    if (!avoided.isEmpty()) {
      try {
        Object held = JsonText.read(avoided.getBytes(StandardCharsets.UTF_8));
        JsonText.requireObject(held);
        if (held != null) {
          Field entries = annotations.with(held).at("preferAvoidPods");
          entries.reportedAs(annotations.at(AVOIDED)).each().forEach(NodeStrategy::controller);
        }
      } catch (MalformedJsonException e) {
        annotations.at("AvoidPods").invalid(AVOIDED, String.valueOf(e.getMessage()));
      }
    }
  }

  private static void controller(Field entry) {
    Field owner = entry.at("podSignature", "podController");
    Field reported = entry.at("PodSignature");
    if (!owner.isSet()) {
      reported.required("");
    } else if (!owner.at("controller").isTrue()) {
      owner
          .at("controller")
          .reportedAs(reported.at("PodController", "Controller"))
          .invalid(false, "must point to a controller");
    }
  }

  private static void taints(Field taints) {
    Set<String> seen = new HashSet<>();
    for (Field taint : taints.each()) {
      Field key = taint.at("key");
      key.check(Formats.labelKey(key.string()));
      Field value = taint.at("value");
      List<String> wrong = Formats.labelValue(value.string());
      if (!wrong.isEmpty()) {
        value.invalid(value.string(), String.join(";", wrong));
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
    change(node, old);
  }

  /** What is looked at again at each update, of the status too. */
  private static void change(Field node, Field old) {
    annotations(node.at("metadata", "annotations"));
    declaredFeatures(node.at("status", "declaredFeatures").each());
    addresses(node.at("status", "addresses"));
    fixedOnceSet(node, old);
    taints(node.at("spec", "taints").reportedAs("metadata.taints"));
    Field external = node.at("spec", "externalID");
    if (!external.sameAs(old.at("spec", "externalID"))) {
      external.forbidden("may not be updated");
    }
  }

  private static void addresses(Field addresses) {
    Set<Object> seen = new HashSet<>();
    for (Field address : addresses.each()) {
      if (!seen.add(address.value())) {
        address.duplicate();
      }
    }
  }

  @Override
  void checkStatus(Field node, Field old) {
    for (Field list :
        new Field[] {node.at("status", "capacity"), node.at("status", "allocatable")}) {
      for (Field amount : list.entries()) {
        ResourceRules.amount(amount, amount.reportedAs(list.at(amount.name())));
      }
    }
    change(node, old);
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
      if (i + 1 < features.size()) {
        Field next = features.get(i + 1);
        int order = feature.string().compareTo(next.string());
        if (order == 0) {
          next.duplicate();
        } else if (order > 0) {
          next.invalid("list must be sorted alphabetically");
        }
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
