package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The rules for storage classes and volume attributes classes. */
final class StorageClassRules {
  private static final int MAX_PARAMETERS = 512;
  private static final int MAX_SIZE = 256 * 1024;

  private StorageClassRules() {}

  static void check(Field storageClass) {
    provisioner(storageClass.at("provisioner"));
    parameters(storageClass.at("parameters"));
    Field policy = storageClass.at("reclaimPolicy");
    if (!policy.isEmpty()) {
      policy.oneOfIfSet("Delete", "Retain");
    }
    Field binding = storageClass.at("volumeBindingMode");
    if (!binding.isSet()) {
      binding.required("");
    } else {
      binding.among("Immediate", "WaitForFirstConsumer");
    }
    Set<Object> seen = new HashSet<>();
    for (Field term : storageClass.at("allowedTopologies").each()) {
      topology(term);
      if (!seen.add(term.value())) {
        term.at("matchLabelExpressions").duplicate("");
      }
    }
  }

  private static void provisioner(Field provisioner) {
    if (provisioner.requirePresent()) {
      String lower = provisioner.string().toLowerCase(Locale.ROOT);
      Formats.labelKey(lower).forEach(m -> provisioner.invalid(lower, m));
    }
  }

  private static void parameters(Field parameters) {
    if (parameters.size() > MAX_PARAMETERS) {
      parameters.tooLong(MAX_PARAMETERS);
      return;
    }
    long size = 0;
    for (Field parameter : parameters.entries()) {
      if (parameter.name().isEmpty()) {
        parameters.invalid("", "field can not be empty.");
      }
      size += (long) parameter.name().length() + parameter.string().length();
    }
    if (size > MAX_SIZE) {
      parameters.tooLong(MAX_SIZE);
    }
  }

  private static void topology(Field term) {
    Set<String> keys = new HashSet<>();
    for (Field expression : term.at("matchLabelExpressions").each()) {
      Field values = expression.at("values");
      if (values.size() == 0) {
        values.required("");
      }
      Set<String> once = new HashSet<>();
      for (Field value : values.each()) {
        if (!once.add(value.string())) {
          value.duplicate();
        }
      }
      Field key = expression.at("key");
      key.check(Formats.labelKey(key.string()));
      if (!keys.add(key.string())) {
        key.duplicate();
      }
    }
  }

  static void checkChange(Field now, Field old) {
    for (String fixed :
        List.of("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode")) {
      now.at(fixed).immutable(old.at(fixed));
    }
  }

  static void attributes(Field attributes) {
    provisioner(attributes.at("driverName"));
    Field parameters = attributes.at("parameters");
    parameters(parameters);
    if (parameters.size() == 0) {
      parameters.required("must contain at least one key/value pair");
    }
  }

  static void attributesChange(Field now, Field old) {
    for (String fixed : List.of("driverName", "parameters")) {
      if (!now.at(fixed).sameAs(old.at(fixed))) {
        now.at(fixed).forbidden("updates to " + fixed + " are forbidden.");
      }
    }
  }
}
