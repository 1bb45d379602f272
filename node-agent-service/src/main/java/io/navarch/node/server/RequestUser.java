package io.navarch.node.server;

import java.util.List;

/** Who speaks to the node. */
record RequestUser(String name, List<String> groups) {
  RequestUser {
    groups = List.copyOf(groups);
  }
}
