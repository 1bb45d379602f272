package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The environment variables by which containers find services: {@code WEB_SERVICE_HOST} and their
 * like.
 */
final class ServiceVariables {
  private ServiceVariables() {}

  /**
   * Variables for the services of the pod's namespace (when wanted) and always for the API itself.
   */
  static Map<String, String> of(ClusterObjects objects, String namespace, boolean links) {
    Map<String, String> env = new LinkedHashMap<>();
    for (Service s : objects.services("default")) {
      if (s.getMetadata().getName().equals("kubernetes")) {
        add(env, s);
      }
    }
    if (links) {
      List<Service> own = objects.services(namespace);
      own.forEach(s -> add(env, s));
    }
    return env;
  }

  private static void add(Map<String, String> env, Service s) {
    String ip = s.getSpec().getClusterIP();
    List<ServicePort> ports = s.getSpec().getPorts();
    if (ip == null || ip.isEmpty() || ip.equals("None") || ports.isEmpty()) {
      return;
    }
    String host = ip.contains(":") ? "[" + ip + "]" : ip;
    String name = variable(s.getMetadata().getName());
    env.put(name + "_SERVICE_HOST", ip);
    env.put(name + "_SERVICE_PORT", Integer.toString(ports.getFirst().getPort()));
    for (ServicePort p : ports) {
      if (p.getName() != null && !p.getName().isEmpty()) {
        env.put(name + "_SERVICE_PORT_" + variable(p.getName()), Integer.toString(p.getPort()));
      }
    }
    for (ServicePort p : ports) {
      String protocol = p.getProtocol() == null ? "TCP" : p.getProtocol();
      String lower = protocol.toLowerCase(Locale.ROOT);
      String url = lower + "://" + host + ":" + p.getPort();
      env.putIfAbsent(name + "_PORT", url);
      String prefix = name + "_PORT_" + p.getPort() + "_" + protocol.toUpperCase(Locale.ROOT);
      env.put(prefix, url);
      env.put(prefix + "_PROTO", lower);
      env.put(prefix + "_PORT", Integer.toString(p.getPort()));
      env.put(prefix + "_ADDR", ip);
    }
  }

  private static String variable(String name) {
    return name.replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
