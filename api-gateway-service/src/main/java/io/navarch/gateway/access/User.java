package io.navarch.gateway.access;

import java.util.List;
import java.util.Map;

/** Who makes a request, as authentication found it. */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
  public static final String ANONYMOUS = "system:anonymous";
  public static final String ALL_AUTHENTICATED = "system:authenticated";
  public static final String ALL_UNAUTHENTICATED = "system:unauthenticated";

  /** Members may do everything; authorization lets them pass before any rule is read. */
  public static final String PRIVILEGED_GROUP = "system:masters";

  public User {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  public boolean isIn(String group) {
    return groups.contains(group);
  }
}
