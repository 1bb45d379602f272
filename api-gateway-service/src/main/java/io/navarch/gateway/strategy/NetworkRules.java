package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for the kinds of {@code networking.k8s.io}. */
final class NetworkRules {
  private NetworkRules() {}

  static void ingress(Field ingress) {
    Field spec = ingress.at("spec");
    if (spec.at("rules").size() == 0 && !spec.at("defaultBackend").isSet()) {
      spec.invalid(spec.map(), "either `defaultBackend` or `rules` must be specified");
    }
    if (spec.at("defaultBackend").isSet()) {
      backend(spec.at("defaultBackend"));
    }
    for (Field rule : spec.at("rules").each()) {
      host(rule.at("host"));
      Field http = rule.at("http");
      if (http.isSet()) {
        if (http.at("paths").size() == 0) {
          http.at("paths").required("");
        }
        http.at("paths").each().forEach(NetworkRules::path);
      }
    }
    for (Field tls : spec.at("tls").each()) {
      for (Field host : tls.at("hosts").each()) {
        host.check(
            host.string().contains("*")
                ? Formats.wildcardDns1123Subdomain(host.string())
                : Formats.dns1123Subdomain(host.string()));
      }
    }
    Field ingressClass = spec.at("ingressClassName");
    if (ingressClass.isSet()) {
      ingressClass.check(Formats.dns1123Subdomain(ingressClass.string()));
    }
  }

  private static void host(Field host) {
    if (host.isEmpty()) {
      return;
    }
    if (Addresses.isIp(host.string())) {
      host.invalid("must be a DNS name, not an IP address");
    } else {
      host.check(
          host.string().contains("*")
              ? Formats.wildcardDns1123Subdomain(host.string())
              : Formats.dns1123Subdomain(host.string()));
    }
  }

  private static void path(Field path) {
    Field type = path.at("pathType");
    Field text = path.at("path");
    if (!type.isSet()) {
      type.required("pathType must be specified");
    } else {
      type.oneOfIfSet("Exact", "ImplementationSpecific", "Prefix");
    }
    if (type.is("Exact") || type.is("Prefix")) {
      if (!text.string().startsWith("/")) {
        text.invalid(text.string(), "must be an absolute path");
      }
      for (String bad : List.of("//", "/./", "/../", "%2f", "%2F")) {
        if (text.string().contains(bad)) {
          text.invalid("must not contain '" + bad + "'");
        }
      }
      for (String bad : List.of("/..", "/.")) {
        if (text.string().endsWith(bad)) {
          text.invalid("cannot end with '" + bad + "'");
        }
      }
    } else if (!text.isEmpty() && !text.string().startsWith("/")) {
      text.invalid("must be an absolute path");
    }
    backend(path.at("backend"));
  }

  private static void backend(Field backend) {
    boolean resource = backend.at("resource").isSet();
    boolean service = backend.at("service").isSet();
    if (resource && service) {
      backend.invalid("", "cannot set both resource and service backends");
    } else if (resource) {
      backend.at("resource", "kind").requirePresent();
      backend.at("resource", "name").requirePresent();
    } else if (service) {
      Field name = backend.at("service", "name");
      if (name.requirePresent()) {
        name.check(Formats.dns1123Label(name.string()));
      }
      Field port = backend.at("service", "port");
      boolean named = !port.at("name").isEmpty();
      boolean numbered = !port.at("number").isEmpty();
      if (named && numbered) {
        backend.invalid("", "cannot set both port name & port number");
      } else if (named) {
        port.at("name").check(Formats.portName(port.at("name").string()));
      } else if (numbered) {
        port.at("number").check(Formats.portNumber(port.at("number").number()));
      } else {
        backend.required("port name or number is required");
      }
    } else {
      backend.required("resource or service backend is required");
    }
  }

  static void ingressClass(Field ingressClass) {
    Field spec = ingressClass.at("spec");
    Field controller = spec.at("controller");
    if (controller.string().length() > 250) {
      controller.tooLong(250);
    }
    if (controller.requirePresent() && !controller.string().matches("[^/]+/.+")) {
      controller.invalid("must be a domain-prefixed path (such as \"acme.io/foo\")");
    }
    Field parameters = spec.at("parameters");
    if (!parameters.isSet()) {
      return;
    }
    parameters.at("kind").requirePresent();
    parameters.at("name").requirePresent();
    parameters.at("scope").oneOf("Cluster", "Namespace");
    Field namespace = parameters.at("namespace");
    if (parameters.at("scope").is("Namespace")) {
      namespace.requirePresent("`parameters.scope` is set to 'Namespace'");
    } else if (namespace.isSet()) {
      namespace.forbidden("`parameters.scope` is set to 'Cluster'");
    }
  }

  static void policy(Field policy) {
    Field spec = policy.at("spec");
    AffinityRules.selector(spec.at("podSelector"));
    for (Field rule : spec.at("ingress").each()) {
      policyRule(rule, "from");
    }
    for (Field rule : spec.at("egress").each()) {
      policyRule(rule, "to");
    }
    Field types = spec.at("policyTypes");
    if (types.size() > 2) {
      types.invalid("may not specify more than two policyTypes");
      return;
    }
    for (Field type : types.each()) {
      type.oneOf("Egress", "Ingress");
    }
  }

  private static void policyRule(Field rule, String peers) {
    for (Field port : rule.at("ports").each()) {
      port.at("protocol").oneOfIfSet("SCTP", "TCP", "UDP");
      Field number = port.at("port");
      if (number.isSet()) {
        ProbeRules.portNumberOrName(number);
      }
      endPort(port.at("endPort"), number);
    }
    for (Field peer : rule.at(peers).each()) {
      boolean selects = peer.at("podSelector").isSet() || peer.at("namespaceSelector").isSet();
      AffinityRules.selector(peer.at("podSelector"));
      AffinityRules.selector(peer.at("namespaceSelector"));
      if (peer.at("ipBlock").isSet()) {
        if (selects) {
          peer.forbidden("may not specify both ipBlock and another peer");
        }
        ipBlock(peer.at("ipBlock"));
      } else if (!selects) {
        peer.required("must specify a peer");
      }
    }
  }

  private static void endPort(Field end, Field start) {
    if (!end.isSet()) {
      return;
    }
    if (!start.isSet()) {
      end.invalid("must specify port when endPort is specified");
    } else if (start.value() instanceof String) {
      end.invalid("may not be specified when `port` is non-numeric");
    } else if (end.number() < start.number()) {
      end.invalid("must be greater than or equal to `port`");
    } else {
      end.check(Formats.portNumber(end.number()));
    }
  }

  private static void ipBlock(Field block) {
    Field cidr = block.at("cidr");
    if (cidr.requirePresent()) {
      cidr.check(Addresses.checkCidr(cidr.string()));
    }
    for (Field except : block.at("except").each()) {
      except.check(Addresses.checkCidr(except.string()));
    }
  }

  static void serviceCidr(Field range) {
    Field cidrs = range.at("spec", "cidrs");
    if (cidrs.size() == 0) {
      cidrs.required("at least one CIDR required");
    } else if (cidrs.size() > 2) {
      cidrs.invalid("may only hold up to 2 values");
    }
    Set<Boolean> families = new HashSet<>();
    for (Field cidr : cidrs.each()) {
      cidr.check(Addresses.checkCidr(cidr.string()));
      if (!families.add(cidr.string().contains(":"))) {
        cidrs.invalid(
            "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
      }
    }
  }

  static void ipAddress(Field address) {
    Field name = address.at("metadata", "name");
    name.check(Addresses.checkIp(name.string()));
    Field parent = address.at("spec", "parentRef");
    if (!parent.isSet()) {
      parent.required("");
      return;
    }
    parent.at("resource").requirePresent();
    parent.at("name").requirePresent();
  }
}
