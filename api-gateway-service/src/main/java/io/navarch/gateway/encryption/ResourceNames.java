package io.navarch.gateway.encryption;

import io.navarch.gateway.configfile.ConfigurationNode;
import io.navarch.gateway.stored.StoredResource;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The resources of one rule: {@code secrets}, {@code widgets.example.com}, {@code *.} for all of
 * core, {@code *.apps} for all of a group, {@code *.*} for everything.
 */
final class ResourceNames {
  private static final Set<String> NOT_SERVED =
      Set.of("apiserveripinfo", "serviceipallocations", "servicenodeportallocations");

  private ResourceNames() {}

  static List<StoredResource> read(ConfigurationNode entry) {
    String path = entry.path("resources");
    List<String> names = entry.strings("resources");
    if (names.isEmpty()) {
      entry.reject(FieldError.required(path, "at least one " + path + " is required"));
    }
    List<StoredResource> resources = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      StoredResource resource = parse(names.get(i));
      String problem = problem(names.get(i), resource);
      if (problem != null) {
        entry.reject(FieldError.invalid(path + "[" + i + "]", names.get(i), problem));
      }
      resources.add(resource);
    }
    if (new HashSet<>(resources).size() < resources.size()) {
      entry.reject(
          FieldError.invalid(path, names, "the same resource cannot be specified multiple times"));
    }
    if (overlap(resources)) {
      entry.reject(
          FieldError.invalid(
              path,
              names,
              "using overlapping resources such as 'secrets' and '*.' in the same resource list is not"
                  + " allowed as they will be masked"));
    }
    return resources;
  }

  static StoredResource parse(String name) {
    int dot = name.indexOf('.');
    return dot < 0
        ? new StoredResource("", name)
        : new StoredResource(name.substring(dot + 1), name.substring(0, dot));
  }

  static String written(StoredResource resource) {
    return resource.group().isEmpty() && !resource.resource().equals("*")
        ? resource.resource()
        : resource.resource() + "." + resource.group();
  }

  private static @Nullable String problem(String name, StoredResource resource) {
    if (!name.toLowerCase(Locale.ROOT).equals(name)) {
      return "resource name should not contain capital letters";
    }
    if (name.equals("*")) {
      return "use '*.' to encrypt all the resources from core API group or *.* to encrypt all"
          + " resources";
    }
    if (NOT_SERVED.contains(name)) {
      return "resources which do not have REST API/s cannot be encrypted";
    }
    if (resource.group().equals("events.k8s.io")) {
      return "'*.events.k8s.io' objects are stored using the 'events' API group in etcd. Use 'events'"
          + " instead in the config file";
    }
    if (resource.group().equals("extensions")) {
      return "'extensions' group has been removed and cannot be used for encryption";
    }
    if (resource.group().equals("*") && !resource.resource().equals("*")) {
      return "encrypting the same resource across groups is not supported";
    }
    return null;
  }

  private static boolean overlap(List<StoredResource> resources) {
    for (StoredResource a : resources) {
      for (StoredResource b : resources) {
        boolean wider = a.resource().equals("*") && !a.equals(b);
        if (wider && (a.group().equals("*") || a.group().equals(b.group()))) {
          return true;
        }
      }
    }
    return false;
  }
}
