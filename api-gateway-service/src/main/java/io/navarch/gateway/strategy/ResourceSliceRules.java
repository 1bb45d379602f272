package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.quantity.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for what a driver says of the devices of a pool. */
final class ResourceSliceRules {
  private static final int MOST_DEVICES = 128;
  private static final int MOST_ADVANCED_DEVICES = 64;
  private static final int MOST_COUNTER_SETS = 8;
  private static final int MOST_COUNTERS = 32;
  private static final int MOST_CONSUMED_SETS = 2;
  private static final int MOST_ATTRIBUTES = 32;
  private static final int MOST_VALUES = 48;
  private static final int MOST_TAINTS = 16;
  private static final int LONGEST_VALUE = 64;
  private static final List<String> LISTS = List.of("bools", "ints", "strings", "versions");
  private static final String ONE_PLACE =
      "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
  private static final String ONE_DEVICE_PLACE =
      "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when"
          + " `perDeviceNodeSelection` is set to true in the ResourceSlice spec";
  private static final String ONE_VALUE = "exactly one value must be specified";

  private static final Pattern SEMVER =
      Pattern.compile(
          "(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
              + "(-(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)"
              + "(\\.(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
              + "(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*)?");

  private ResourceSliceRules() {}

  static void checkNew(Field slice) {
    check(slice.at("spec"), null);
  }

  static void checkChange(Field slice, Field old) {
    Field spec = slice.at("spec");
    Field before = old.at("spec");
    check(spec, before);
    spec.at("pool", "name").immutable(before.at("pool", "name"));
    spec.at("driver").immutable(before.at("driver"));
    spec.at("nodeName").immutable(before.at("nodeName"));
  }

  private static void check(Field spec, @Nullable Field old) {
    VolumeRules.csiDriver(spec.at("driver"));
    Field pool = spec.at("pool");
    DeviceRules.pool(pool.at("name"));
    pool.at("resourceSliceCount").positive();
    if (pool.at("generation").number() < 0) {
      pool.at("generation").invalid("must be greater than or equal to zero");
    }
    place(spec);
    if (spec.at("sharedCounters").isSet() && spec.at("devices").isSet()) {
      spec.invalid("", "only one of `sharedCounters` or `devices` is allowed");
    }
    boolean advanced = spec.at("devices").each().stream().anyMatch(ResourceSliceRules::isAdvanced);
    DeviceRules.set(
        spec.at("devices"),
        advanced ? MOST_ADVANCED_DEVICES : MOST_DEVICES,
        device -> device.at("name").string(),
        device -> device(device, old, spec.at("perDeviceNodeSelection").isTrue()));
    DeviceRules.set(
        spec.at("sharedCounters"),
        MOST_COUNTER_SETS,
        set -> set.at("name").string(),
        set -> counters(set, "name"));
  }

  private static void place(Field spec) {
    List<String> set = new ArrayList<>();
    nodeName(spec.at("nodeName"), "must be either unset or set to a non-empty string", set);
    Field selector = spec.at("nodeSelector");
    if (selector.isSet()) {
      set.add("`nodeSelector`");
      AffinityRules.nodeSelector(selector);
      Field terms = selector.at("nodeSelectorTerms");
      if (terms.size() != 1) {
        terms.invalid(terms.list(), "must have exactly one node selector term");
      }
    }
    onlyTrue(spec.at("allNodes"), set);
    onlyTrue(spec.at("perDeviceNodeSelection"), set);
    if (set.isEmpty()) {
      spec.required(ONE_PLACE);
    } else if (set.size() > 1) {
      spec.invalid(DeviceRules.union(set), ONE_PLACE + ", but multiple fields are set");
    }
  }

  private static void nodeName(Field name, String whenEmpty, List<String> set) {
    if (!name.isSet()) {
      return;
    }
    if (name.isEmpty()) {
      name.invalid(whenEmpty);
    } else {
      set.add("`nodeName`");
      name.check(Formats.dns1123Subdomain(name.string()));
    }
  }

  private static void onlyTrue(Field flag, List<String> set) {
    if (flag.isTrue()) {
      set.add("`" + flag.name() + "`");
    } else if (flag.isSet()) {
      flag.invalid("must be either unset or set to true");
    }
  }

  private static boolean isAdvanced(Field device) {
    return device.at("taints").size() > 0
        || device.at("consumesCounters").size() > 0
        || device.at("attributes").entries().stream()
            .anyMatch(attribute -> LISTS.stream().anyMatch(list -> attribute.at(list).isSet()));
  }

  private static void device(Field device, @Nullable Field old, boolean placedAlone) {
    DeviceRules.label(device.at("name"));
    amounts(device);
    for (Field attribute : device.at("attributes").entries()) {
      DeviceRules.qualifiedName(device.at("attributes"), attribute.name());
      attribute(attribute);
    }
    boolean shared = device.at("allowMultipleAllocations").isTrue();
    for (Field capacity : device.at("capacity").entries()) {
      DeviceRules.qualifiedName(device.at("capacity"), capacity.name());
      capacity(capacity, shared);
    }
    Field taints = device.at("taints");
    if (!taints.sameAs(namedLike(device, old).at("taints")) && taints.atMost(MOST_TAINTS)) {
      taints.each().forEach(DeviceRules::taint);
    }
    DeviceRules.set(
        device.at("consumesCounters"),
        MOST_CONSUMED_SETS,
        set -> set.at("counterSet").string(),
        set -> counters(set, "counterSet"));
    devicePlace(device, placedAlone);
    DeviceRules.bindingConditions(device);
  }

  /** The device as it was before; one without members where it was not there. */
  private static Field namedLike(Field device, @Nullable Field old) {
    if (old != null) {
      for (Field before : old.at("devices").each()) {
        if (before.at("name").sameAs(device.at("name"))) {
          return before;
        }
      }
    }
    return device.with("");
  }

  private static void amounts(Field device) {
    int values = 0;
    for (Field attribute : device.at("attributes").entries()) {
      int listed = LISTS.stream().mapToInt(list -> attribute.at(list).size()).sum();
      values += Math.max(listed, 1);
    }
    int all = device.at("attributes").size() + device.at("capacity").size();
    if (all > MOST_ATTRIBUTES) {
      device.invalid(
          (long) all,
          "the total number of attributes and capacities must not exceed " + MOST_ATTRIBUTES);
    }
    if (values > MOST_VALUES) {
      device.invalid(
          (long) values, "the total number of attribute values must not exceed " + MOST_VALUES);
    }
  }

  private static void attribute(Field attribute) {
    int set = 0;
    for (String member : List.of("bool", "int", "string", "version")) {
      set += attribute.at(member).isSet() ? 1 : 0;
    }
    text(attribute.at("string"));
    version(attribute.at("version"));
    for (String member : LISTS) {
      Field list = attribute.at(member);
      set += list.isSet() ? 1 : 0;
      if (list.isSet() && list.size() == 0) {
        list.invalid("must not be empty if specified");
      }
      Consumer<Field> rules =
          switch (member) {
            case "strings" -> ResourceSliceRules::text;
            case "versions" -> ResourceSliceRules::version;
            default -> _ -> {};
          };
      list.each().forEach(rules);
    }
    if (set == 0) {
      attribute.invalid("", ONE_VALUE);
    } else if (set > 1) {
      attribute.invalid(ONE_VALUE);
    }
  }

  private static void text(Field text) {
    if (text.string().length() > LONGEST_VALUE) {
      text.tooLong(LONGEST_VALUE);
    }
  }

  private static void version(Field version) {
    if (version.isSet()) {
      if (!SEMVER.matcher(version.string()).matches()) {
        version.invalid("must be a string compatible with semver.org spec 2.0.0");
      }
      text(version);
    }
  }

  private static void capacity(Field capacity, boolean shared) {
    Field policy = capacity.at("requestPolicy");
    if (!policy.isSet()) {
      return;
    }
    if (shared) {
      RequestPolicyRules.check(policy, Quantity.parse(capacity.at("value").string()));
    } else {
      policy.forbidden("allowMultipleAllocations must be true");
    }
  }

  private static void counters(Field set, String key) {
    Field name = set.at(key);
    if (name.requirePresent()) {
      DeviceRules.label(name);
    }
    Field counters = set.at("counters");
    if (counters.size() == 0) {
      counters.required("");
    } else if (counters.atMost(MOST_COUNTERS)) {
      counters.keys().forEach(counter -> DeviceRules.label(counters.with(counter)));
    }
  }

  private static void devicePlace(Field device, boolean placedAlone) {
    if (!placedAlone) {
      if (device.at("nodeName").isSet()
          || device.at("nodeSelector").isSet()
          || device.at("allNodes").isSet()) {
        device.invalid(
            null,
            "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection`"
                + " is set to true in the ResourceSlice spec");
      }
      return;
    }
    List<String> set = new ArrayList<>();
    nodeName(device.at("nodeName"), "must not be empty", set);
    if (device.at("nodeSelector").isSet()) {
      set.add("`nodeSelector`");
      AffinityRules.nodeSelector(device.at("nodeSelector"));
    }
    onlyTrue(device.at("allNodes"), set);
    if (set.isEmpty()) {
      device.required(ONE_DEVICE_PLACE);
    } else if (set.size() > 1) {
      device.invalid(DeviceRules.union(set), ONE_DEVICE_PLACE);
    }
  }
}
