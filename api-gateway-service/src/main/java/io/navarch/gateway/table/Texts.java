package io.navarch.gateway.table;

import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Forms of text that the cells of several kinds share. */
final class Texts {
  static final String NONE = "<none>";
  static final String UNSET = "<unset>";
  private static final int SHOWN = 3;

  private Texts() {}

  /** A map of labels, sorted. */
  static String labels(Part labels) {
    Map<String, Part> members = labels.members();
    return members.isEmpty()
        ? NONE
        : members.entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue().text())
            .collect(Collectors.joining(","));
  }

  /** A label selector in its object form; what is missing, empty and invalid has texts too. */
  @SuppressWarnings("unchecked")
  static String selector(Part selector, String invalid) {
    if (!(selector.value() instanceof Map<?, ?> map)) {
      return NONE;
    }
    try {
      String text = LabelSelector.ofObject((Map<String, Object>) map).toString();
      return text.isEmpty() ? NONE : text;
    } catch (ApiException e) {
      return invalid;
    }
  }

  static String selector(Part selector) {
    return selector(selector, "<error>");
  }

  /** Joined with commas, or {@code <none>}. */
  static String listOr(List<String> texts, String otherwise) {
    return texts.isEmpty() ? otherwise : String.join(",", texts);
  }

  /** The first three, and how many more there are. */
  static String firstThree(List<String> texts) {
    String shown = String.join(",", texts.subList(0, Math.min(SHOWN, texts.size())));
    return texts.size() <= SHOWN ? shown : shown + " + " + (texts.size() - SHOWN) + " more...";
  }

  /** {@code <namespace>/<name>}, or the name alone. */
  static String qualified(Part reference) {
    String namespace = reference.at("namespace").text();
    String name = reference.at("name").text();
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  /** The kind of a reference with its group, in lower case: {@code daemonset.apps}. */
  static String groupedKind(Part reference) {
    String apiVersion = reference.at("apiVersion").text();
    int slash = apiVersion.indexOf('/');
    String kind = reference.at("kind").text().toLowerCase(Locale.ROOT);
    return slash < 0 ? kind : kind + "." + apiVersion.substring(0, slash);
  }

  /** The addresses of a load balancer, each once and sorted. */
  static List<String> ingressAddresses(Part status) {
    return status.at("loadBalancer", "ingress").items().stream()
        .map(ingress -> ingress.at("ip").textOr(ingress.at("hostname").text()))
        .filter(address -> !address.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }
}
