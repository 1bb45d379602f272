package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.List;

/** The rules for API services: which version of which group is served by what. */
final class ApiServiceRules {
  private ApiServiceRules() {}

  static void check(Field object) {
    Field spec = object.at("spec");
    Field group = spec.at("group");
    Field version = spec.at("version");
    Field name = object.at("metadata", "name");
    String wanted = version.string() + "." + group.string();
    if (!name.string().equals(wanted) && Formats.pathSegment(name.string()).isEmpty()) {
      name.invalid("must be `spec.version+\".\"+spec.group`: \"" + wanted + '"');
    }
    if (group.isEmpty() && !version.is("v1")) {
      group.required("only v1 may have an empty group and it better be legacy kube");
    } else if (!group.isEmpty()) {
      group.check(Formats.dns1123Subdomain(group.string()));
    }
    Formats.dns1035Label(version.string()).forEach(m -> version.invalid(version.string(), m));
    priority(spec.at("groupPriorityMinimum"), 20_000);
    priority(spec.at("versionPriority"), 1000);
    Field service = spec.at("service");
    if (service.isSet()) {
      served(spec, service);
    } else {
      local(spec);
    }
  }

  private static void priority(Field priority, long most) {
    if (priority.number() <= 0 || priority.number() > most) {
      priority.invalid(priority.number(), "must be positive and less than " + most);
    }
  }

  private static void local(Field spec) {
    Field bundle = spec.at("caBundle");
    if (!bundle.isEmpty()) {
      bundle.invalid(
          java.util.Base64.getMimeDecoder().decode(bundle.string()).length + " bytes",
          "local APIServices may not have a caBundle");
    }
    if (spec.at("insecureSkipTLSVerify").isTrue()) {
      spec.at("insecureSkipTLSVerify")
          .invalid("local APIServices may not have insecureSkipTLSVerify");
    }
  }

  private static void served(Field spec, Field service) {
    service.at("namespace").requirePresent();
    service.at("name").requirePresent();
    Field port = service.at("port");
    List<String> wrong = port.isSet() ? Formats.portNumber(port.number()) : List.of();
    if (!wrong.isEmpty()) {
      port.invalid("port is not valid: " + String.join(", ", wrong));
    }
    if (spec.at("insecureSkipTLSVerify").isTrue() && !spec.at("caBundle").isEmpty()) {
      spec.at("insecureSkipTLSVerify").invalid("may not be true if caBundle is present");
    }
  }

  static void checkStatus(Field object) {
    for (Field condition : object.at("status", "conditions").each()) {
      condition.at("status").among("True", "False", "Unknown");
    }
  }
}
