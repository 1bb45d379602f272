package io.navarch.gateway.stream;

/**
 * Where a request is passed on to.
 *
 * @param tls whether to speak TLS
 * @param node whether it is a node agent, which is called with the gateway's certificate and
 *     checked against the cluster's authority
 * @param host an address, never a name
 * @param path encoded, with the query
 */
record Target(boolean tls, boolean node, String host, int port, String path) {
  String authority() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  Target withPath(String other) {
    return new Target(tls, node, host, port, other);
  }

  static Target nodeAgent(String host, int port, String path) {
    return new Target(true, true, host, port, path);
  }
}
