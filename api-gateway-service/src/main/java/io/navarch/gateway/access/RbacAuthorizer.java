package io.navarch.gateway.access;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.request.RequestInfo;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Allows what roles and bindings grant. Rules are read anew when one of the four resources has
 * changed; until then a question asked before is answered from memory.
 */
public final class RbacAuthorizer implements Authorizer {
  private static final List<String> RESOURCES =
      List.of("clusterroles", "clusterrolebindings", "roles", "rolebindings");
  private static final int MOST_REMEMBERED = 20_000;

  private final ObjectReader reader;
  private volatile Generation generation = new Generation(-1, null);

  /** The rules as of one revision, and the questions answered with them. */
  private record Generation(
      long revision, @Nullable RbacRules rules, Map<Asked, Decision> answers) {
    Generation(long revision, @Nullable RbacRules rules) {
      this(revision, rules, new ConcurrentHashMap<>());
    }
  }

  private record Asked(
      String user,
      List<String> groups,
      String verb,
      String group,
      String resource,
      String subresource,
      String namespace,
      String name,
      String path) {
    static Asked of(User user, RequestInfo r) {
      return r.resourceRequest()
          ? new Asked(
              user.name(),
              user.groups(),
              r.verb(),
              r.group(),
              r.resource(),
              r.subresource(),
              r.namespace(),
              r.name(),
              "")
          : new Asked(user.name(), user.groups(), r.verb(), "", "", "", "", "", r.path());
    }
  }

  public RbacAuthorizer(ObjectReader reader) {
    this.reader = reader;
  }

  @Override
  public Decision authorize(User user, RequestInfo request) {
    Generation now = current();
    RbacRules rules = now.rules();
    if (rules == null) {
      return new Decision.NoOpinion("");
    }
    Asked asked = Asked.of(user, request);
    Decision known = now.answers().get(asked);
    if (known != null) {
      return known;
    }
    Decision decision = rules.decide(user, request);
    if (now.answers().size() >= MOST_REMEMBERED) {
      now.answers().clear();
    }
    now.answers().put(asked, decision);
    return decision;
  }

  /** The rules that hold now. */
  RbacRules rules() {
    RbacRules rules = current().rules();
    return rules == null ? RbacRules.read(reader) : rules;
  }

  private Generation current() {
    long revision = revision();
    Generation known = generation;
    if (known.revision() == revision) {
      return known;
    }
    synchronized (this) {
      if (generation.revision() != revision) {
        generation = new Generation(revision, RbacRules.read(reader));
      }
      return generation;
    }
  }

  private long revision() {
    long sum = 0; // each part only grows, and they are not applied in one order
    for (String resource : RESOURCES) {
      sum += reader.lastChange(RbacRules.GROUP, resource);
    }
    return sum;
  }
}
