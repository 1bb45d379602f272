package io.navarch.gateway.access;

import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.format.DomainPaths;
import io.navarch.model.format.Formats;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a user may act as another. Constrained modes are tried first: they need the
 * right to impersonate this identity ({@code impersonate:<mode>}) and the right to do what is asked
 * while doing so ({@code impersonate-on:<mode>:<verb>}); then the unconstrained {@code
 * impersonate}.
 */
final class ImpersonationModes {
  private static final String AUTHENTICATION = "authentication.k8s.io";
  private static final String NODE_PREFIX = "system:node:";
  private static final String NODES = "system:nodes";
  private static final String NODE_NAME = "authentication.kubernetes.io/node-name";

  /** From so many questions on, the right to all is asked for first. */
  private static final int MANY = 4;

  private static final int MOST_REMEMBERED = 10_000;

  private final Authorization authorization;
  private final ImpersonationMetrics metrics;
  private final Map<String, Mode> last = Collections.synchronizedMap(new LeastRecentlyUsed());

  /** The mode that last served a user is tried first. */
  @SuppressWarnings("serial")
  private static final class LeastRecentlyUsed extends LinkedHashMap<String, Mode> {
    LeastRecentlyUsed() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Mode> eldest) {
      return size() > MOST_REMEMBERED;
    }
  }

  /**
   * A way of acting as another.
   *
   * @param label of a constrained mode; empty for the unconstrained one
   */
  private record Mode(String label) {
    boolean constrained() {
      return !label.isEmpty();
    }

    /** As it is shown in metrics. */
    String shown() {
      return constrained() ? label : "legacy";
    }

    String verb() {
      return constrained() ? "impersonate:" + label : "impersonate";
    }

    /** The group in whose API users and groups are; those of unconstrained mode are in the core. */
    String group() {
      return constrained() ? AUTHENTICATION : "";
    }
  }

  private static final Mode ASSOCIATED_NODE = new Mode("associated-node");
  private static final Mode ARBITRARY_NODE = new Mode("arbitrary-node");
  private static final Mode SERVICE_ACCOUNT = new Mode("serviceaccount");
  private static final Mode USER_INFO = new Mode("user-info");
  private static final Mode UNCONSTRAINED = new Mode("");

  /**
   * Who somebody acts as.
   *
   * @param constraint the verb of the constrained mode that allowed it; empty for the unconstrained
   */
  record Impersonated(User user, String constraint) {}

  ImpersonationModes(Authorization authorization, ImpersonationMetrics metrics) {
    this.authorization = authorization;
    this.metrics = metrics;
  }

  /**
   * @param wanted as the headers say, with nothing added
   * @param request what is to be done
   * @throws ApiException 403 with what the first mode in question lacks
   */
  Impersonated impersonate(User requestor, User wanted, RequestInfo request) {
    List<Mode> modes = modes(requestor, wanted);
    Mode known = last.get(requestor.name());
    if (known != null && modes.remove(known)) {
      modes.addFirst(known);
    }
    ApiException first = null;
    long began = System.nanoTime();
    for (Mode mode : modes) {
      try {
        Impersonated other = check(mode, requestor, wanted, request);
        metrics.attempted(mode.shown(), true, began);
        if (!mode.equals(known)) {
          last.put(requestor.name(), mode);
        }
        return other;
      } catch (ApiException refusal) {
        first = first == null ? refusal : first;
      }
    }
    metrics.attempted("", false, began);
    throw Objects.requireNonNull(first);
  }

  /** The modes in which this identity can be taken on, in their order. */
  private static List<Mode> modes(User requestor, User wanted) {
    List<Mode> modes = new ArrayList<>();
    boolean nameOnly =
        wanted.uid().isEmpty() && wanted.groups().isEmpty() && wanted.extra().isEmpty();
    String node = nodeName(wanted.name());
    boolean account = isServiceAccount(wanted.name());
    if (node != null) {
      if (nameOnly && isServiceAccount(requestor.name()) && node.equals(nodeOf(requestor))) {
        modes.add(ASSOCIATED_NODE);
      }
      if (nameOnly) {
        modes.add(ARBITRARY_NODE);
      }
    } else if (account) {
      if (nameOnly) {
        modes.add(SERVICE_ACCOUNT);
      }
    } else {
      modes.add(USER_INFO);
    }
    modes.add(UNCONSTRAINED);
    return modes;
  }

  private Impersonated check(Mode mode, User requestor, User wanted, RequestInfo request) {
    User asker = mode == ASSOCIATED_NODE ? withoutExtra(requestor) : requestor;
    if (mode.constrained()) {
      require(
          mode, asker, request.withVerb("impersonate-on:" + mode.label() + ":" + request.verb()));
    }
    List<String> groups = name(mode, asker, wanted);
    if (!wanted.uid().isEmpty()) {
      require(mode, asker, question(mode, AUTHENTICATION, "uids", "", wanted.uid()));
    }
    groups(mode, asker, wanted.groups());
    extra(mode, asker, wanted.extra());
    return new Impersonated(
        new User(wanted.name(), wanted.uid(), complete(wanted.name(), groups), wanted.extra()),
        mode.constrained() ? mode.verb() : "");
  }

  /**
   * Asks whether the name may be taken on.
   *
   * @return the groups that come with it
   */
  private List<String> name(Mode mode, User requestor, User wanted) {
    String node = mode.constrained() ? nodeName(wanted.name()) : null;
    if (node != null) {
      String asked = mode == ASSOCIATED_NODE ? "*" : node;
      require(mode, requestor, question(mode, mode.group(), "nodes", "", asked));
      return List.of(NODES);
    }
    String[] account = serviceAccount(wanted.name());
    if (account.length == 2) {
      require(
          mode,
          requestor,
          Question.resource(
              mode.verb(), mode.group(), "serviceaccounts", "", account[0], account[1]));
      return wanted.groups().isEmpty() ? ServiceAccountTokens.groups(account[0]) : wanted.groups();
    }
    require(mode, requestor, question(mode, mode.group(), "users", "", wanted.name()));
    return wanted.groups();
  }

  private void groups(Mode mode, User requestor, List<String> groups) {
    if (mode.constrained()) {
      if (groups.contains("")) {
        throw Refusal.forbidden(
            requestor,
            question(mode, mode.group(), "groups", "", ""),
            "impersonating the empty string group is not allowed");
      }
      if (groups.contains(User.PRIVILEGED_GROUP)) {
        throw Refusal.forbidden(
            requestor,
            question(mode, mode.group(), "groups", "", User.PRIVILEGED_GROUP),
            "impersonating the system:masters group is not allowed");
      }
      if (groups.size() >= MANY
          && allows(mode, requestor, question(mode, mode.group(), "groups", "", "*"))) {
        return;
      }
    }
    for (String group : groups) {
      require(mode, requestor, question(mode, mode.group(), "groups", "", group));
    }
  }

  private void extra(Mode mode, User requestor, Map<String, List<String>> extra) {
    if (mode.constrained() && !extra.isEmpty()) {
      String problem = problem(extra);
      if (!problem.isEmpty()) {
        throw Refusal.forbidden(
            requestor, question(mode, AUTHENTICATION, "userextras", "", ""), problem);
      }
      boolean many =
          extra.size() >= MANY || extra.values().stream().mapToInt(List::size).sum() >= MANY;
      if (many && allows(mode, requestor, question(mode, AUTHENTICATION, "userextras", "*", "*"))) {
        return;
      }
    }
    extra.forEach(
        (key, values) -> {
          for (String value : values) {
            require(mode, requestor, question(mode, AUTHENTICATION, "userextras", key, value));
          }
        });
  }

  /** Why this extra cannot be taken on in a constrained mode; empty when it can. */
  private static String problem(Map<String, List<String>> extra) {
    for (Map.Entry<String, List<String>> entry : extra.entrySet()) {
      String key = entry.getKey();
      if (key.isEmpty()) {
        return "impersonating the empty string key in extra is not allowed";
      }
      List<FieldError> malformed = DomainPaths.check("extra.key", key);
      if (!malformed.isEmpty()) {
        return "impersonating an invalid key in extra is not allowed: "
            + FieldError.aggregate(malformed);
      }
      if (!key.equals(key.toLowerCase(Locale.ROOT))) {
        return "impersonating a non-lowercase key in extra is not allowed: \"" + key + "\"";
      }
      if (entry.getValue().isEmpty()) {
        return "impersonating empty values in extra is not allowed";
      }
      if (entry.getValue().contains("")) {
        return "impersonating the empty string value in extra is not allowed";
      }
    }
    return "";
  }

  private void require(Mode mode, User requestor, RequestInfo question) {
    Authorizer.Decision decision = decide(mode, requestor, question);
    if (!(decision instanceof Authorizer.Decision.Allow)) {
      throw Refusal.forbidden(requestor, question, decision.reason());
    }
  }

  private boolean allows(Mode mode, User requestor, RequestInfo question) {
    return decide(mode, requestor, question) instanceof Authorizer.Decision.Allow;
  }

  private Authorizer.Decision decide(Mode mode, User requestor, RequestInfo question) {
    long began = System.nanoTime();
    Authorizer.Decision decision = authorization.decide(requestor, question);
    metrics.asked(mode.shown(), decision instanceof Authorizer.Decision.Allow, began);
    return decision;
  }

  private static RequestInfo question(
      Mode mode, String group, String resource, String subresource, String name) {
    return Question.resource(mode.verb(), group, resource, subresource, "", name);
  }

  /** Everybody is known or unknown to the API. */
  private static List<String> complete(String name, List<String> asked) {
    List<String> groups = new ArrayList<>(asked);
    if (name.equals(User.ANONYMOUS)) {
      if (!groups.contains(User.ALL_UNAUTHENTICATED)) {
        groups.add(User.ALL_UNAUTHENTICATED);
      }
    } else if (!groups.contains(User.ALL_AUTHENTICATED)
        && !groups.contains(User.ALL_UNAUTHENTICATED)) {
      groups.add(User.ALL_AUTHENTICATED);
    }
    return groups;
  }

  private static boolean isServiceAccount(String user) {
    return serviceAccount(user).length == 2;
  }

  /** Namespace and name of a service account's user name; empty for other users. */
  private static String[] serviceAccount(String user) {
    if (!user.startsWith(ServiceAccountTokens.USER_PREFIX)) {
      return new String[0];
    }
    String[] parts = user.substring(ServiceAccountTokens.USER_PREFIX.length()).split(":", -1);
    return parts.length == 2
            && Formats.dns1123Label(parts[0]).isEmpty()
            && Formats.dns1123Subdomain(parts[1]).isEmpty()
        ? parts
        : new String[0];
  }

  private static @Nullable String nodeName(String user) {
    if (!user.startsWith(NODE_PREFIX)) {
      return null;
    }
    String name = user.substring(NODE_PREFIX.length());
    return Formats.dns1123Subdomain(name).isEmpty() ? name : null;
  }

  /** The node that a service account's token is bound to. */
  private static String nodeOf(User account) {
    List<String> names = account.extra().getOrDefault(NODE_NAME, List.of());
    return names.size() == 1 ? names.getFirst() : "";
  }

  /**
   * How authorizers see who acts as its own node: without what differs between nodes, since the
   * right is one for all nodes.
   */
  private static User withoutExtra(User account) {
    List<String> keys = account.extra().keySet().stream().sorted().toList();
    return new User(
        account.name(),
        account.uid(),
        account.groups(),
        Map.of("authentication.kubernetes.io/associated-node-keys", keys));
  }
}
