package io.navarch.gateway.strategy;

import io.navarch.model.cel.CelCompilation;
import io.navarch.model.cel.CelEnvironment;
import io.navarch.model.cel.CelEnvironment.ResultType;
import io.navarch.model.cel.DeclType;
import io.navarch.model.format.Formats;
import io.navarch.model.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What the kinds that speak of devices have in common: names, selectors, settings, taints. */
final class DeviceRules {
  static final int MOST_REQUESTS = 32;
  private static final int MOST_SELECTORS = 32;
  private static final int MOST_SETTINGS = 32;
  private static final int LONGEST_EXPRESSION = 10 * 1024;
  private static final int LONGEST_SETTINGS = 10 * 1024;
  private static final int LONGEST_POOL = 253;
  private static final int LONGEST_IDENTIFIER = 32;
  private static final String[] EFFECTS = {"NoExecute", "NoSchedule", "None"};

  private static final CelEnvironment DEVICE =
      CelEnvironment.kubernetes()
          .with(
              "device",
              DeclType.object(
                  "kubernetes.DRADevice",
                  Map.of(
                      "driver",
                      new DeclType.Field("driver", DeclType.STRING, true),
                      "attributes",
                      new DeclType.Field("attributes", byDomain(), true),
                      "capacity",
                      new DeclType.Field("capacity", byDomain(), true),
                      "allowMultipleAllocations",
                      new DeclType.Field("allowMultipleAllocations", DeclType.BOOL, true)),
                  2));

  /** What is read as an id: as it should be, as a URN, in braces, and without dashes. */
  private static final Pattern UID =
      Pattern.compile(
          "(?i)(urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
              + "|\\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}}|[0-9a-f]{32}");

  private static final Set<Integer> UID_LENGTHS = Set.of(32, 36, 38, 45);

  private DeviceRules() {}

  private static DeclType byDomain() {
    return DeclType.map(DeclType.map(DeclType.DYN, DeclType.UNBOUNDED), DeclType.UNBOUNDED);
  }

  static void deviceClass(Field object) {
    Field spec = object.at("spec");
    selectors(spec.at("selectors"));
    if (spec.at("config").atMost(MOST_SETTINGS)) {
      spec.at("config").each().forEach(DeviceRules::settings);
    }
    Field extended = spec.at("extendedResourceName");
    if (extended.isSet() && !ResourceRules.isExtended(extended.string())) {
      extended.invalid("must be a valid extended resource name");
    }
  }

  static void selectors(Field selectors) {
    if (selectors.atMost(MOST_SELECTORS)) {
      selectors.each().forEach(DeviceRules::selector);
    }
  }

  private static void selector(Field selector) {
    if (!selector.at("cel").isSet()) {
      selector.at("cel").required("");
      return;
    }
    Field expression = selector.at("cel", "expression");
    if (expression.string().length() > LONGEST_EXPRESSION) {
      expression.tooLong(LONGEST_EXPRESSION);
      return;
    }
    if (DEVICE.compile(expression.string(), ResultType.BOOL_OR_DYN)
        instanceof CelCompilation.Refused refused) {
      expression.invalid(expression.string(), refused.message());
    }
  }

  /** An element of a {@code config} list. */
  static void settings(Field settings) {
    Field opaque = settings.at("opaque");
    if (!opaque.isSet()) {
      opaque.required("");
      return;
    }
    VolumeRules.csiDriver(opaque.at("driver"));
    rawObject(opaque.at("parameters"), LONGEST_SETTINGS);
  }

  /** An object of any form, up to so many bytes of JSON. */
  static void rawObject(Field raw, int most) {
    if (!raw.isSet()) {
      raw.required("");
    } else if (Json.writeString(raw.value()).getBytes(StandardCharsets.UTF_8).length > most) {
      raw.tooLong(most);
    } else if (!(raw.value() instanceof Map<?, ?>)) {
      raw.invalid("<value omitted>", "must be a valid JSON object");
    }
  }

  /** Checks the elements of a list in which no two may have the same key. */
  static void set(Field list, int most, Function<Field, Object> key, Consumer<Field> rules) {
    if (!list.atMost(most)) {
      return;
    }
    list.each().forEach(rules);
    Set<Object> seen = new HashSet<>();
    for (Field element : list.each()) {
      if (!seen.add(key.apply(element))) {
        element.duplicate(key.apply(element));
      }
    }
  }

  /** A pool's name: subdomains with slashes between them. */
  static void pool(Field pool) {
    if (!pool.requirePresent()) {
      return;
    }
    if (pool.string().length() > LONGEST_POOL) {
      pool.tooLong(LONGEST_POOL);
    }
    for (String part : pool.string().split("/", -1)) {
      Formats.dns1123Subdomain(part).forEach(wrong -> pool.invalid(part, wrong));
    }
  }

  static void label(Field name) {
    name.check(Formats.dns1123Label(name.string()));
  }

  /** The name of an attribute or a capacity: an identifier, with a driver's domain or without. */
  static void qualifiedName(Field reported, String name) {
    String[] parts = name.split("/", -1);
    if (parts.length == 1) {
      identifier(reported, name);
    } else if (parts.length == 2) {
      if (parts[0].isEmpty()) {
        reported.invalid("", "the domain must not be empty");
      } else {
        VolumeRules.csiDriver(reported.with(parts[0]));
      }
      if (parts[1].isEmpty()) {
        reported.invalid("", "the name must not be empty");
      } else {
        identifier(reported, parts[1]);
      }
    }
  }

  /** The same where the domain must be there. */
  static void fullyQualifiedName(Field name) {
    qualifiedName(name, name.string());
    if (!name.string().contains("/")) {
      name.invalid("a fully qualified name must be a domain and a name separated by a slash");
    }
  }

  private static void identifier(Field reported, String name) {
    if (name.length() > LONGEST_IDENTIFIER) {
      reported.tooLong(LONGEST_IDENTIFIER);
    }
    Formats.cIdentifier(name).forEach(wrong -> reported.invalid(name, wrong));
  }

  static void taint(Field taint) {
    Field key = taint.at("key");
    key.check(Formats.labelKey(key.string()));
    Field value = taint.at("value");
    if (!value.isEmpty()) {
      value.check(Formats.labelValue(value.string()));
    }
    if (taint.at("effect").requirePresent()) {
      taint.at("effect").among(EFFECTS);
    }
  }

  static void toleration(Field toleration) {
    Field key = toleration.at("key");
    if (!key.isEmpty()) {
      key.check(Formats.labelKey(key.string()));
    }
    Field value = toleration.at("value");
    Field operator = toleration.at("operator");
    switch (operator.string()) {
      case "Exists" -> {
        if (!value.isEmpty()) {
          value.invalid("must be empty for operator `Exists`");
        }
      }
      case "Equal" -> value.check(Formats.labelValue(value.string()));
      case "" -> operator.required("");
      default -> operator.among("Equal", "Exists");
    }
    if (!toleration.at("effect").isEmpty()) {
      toleration.at("effect").among(EFFECTS);
    }
  }

  /** The conditions that must hold, and those that must not, before a pod is bound. */
  static void bindingConditions(Field device) {
    Field conditions = device.at("bindingConditions");
    Field failures = device.at("bindingFailureConditions");
    conditionNames(conditions);
    conditionNames(failures);
    Set<Object> wanted = new HashSet<>();
    for (Field condition : conditions.each()) {
      if (!wanted.add(condition.string())) {
        condition.duplicate();
      }
    }
    Set<Object> refused = new HashSet<>();
    for (Field condition : failures.each()) {
      if (!refused.add(condition.string())) {
        condition.duplicate();
      }
      if (wanted.contains(condition.string())) {
        condition.invalid("bindingFailureConditions must not overlap with bindingConditions");
      }
    }
    if (wanted.isEmpty() && !refused.isEmpty()) {
      conditions.invalid("bindingConditions are required to use bindingFailureConditions");
    }
    if (refused.isEmpty() && !wanted.isEmpty()) {
      failures.invalid("bindingFailureConditions are required to use bindingConditions");
    }
  }

  private static void conditionNames(Field names) {
    if (names.atMost(4)) {
      names.each().forEach(name -> name.check(Formats.labelKey(name.string())));
    }
  }

  /** An id of the form that Kubernetes gives. */
  static void uid(Field id) {
    String text = id.string();
    if (!UID.matcher(text).matches()) {
      boolean hasLength = UID_LENGTHS.contains(text.length());
      id.invalid(
          "error validating uid: invalid UUID "
              + (hasLength ? "format" : "length: " + text.length()));
    } else if (text.length() != 36 || !text.equals(text.toLowerCase(Locale.ROOT))) {
      id.invalid(
          "uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with"
              + " lowercase hexadecimal characters");
    }
  }

  /** Members of a union that are set, each in back quotes. */
  static String union(List<String> set) {
    return "{" + String.join(", ", set) + "}";
  }
}
