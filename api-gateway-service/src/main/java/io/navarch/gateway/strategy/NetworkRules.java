package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for the kinds of {@code networking.k8s.io}. */
final class NetworkRules {
  private static final String INGRESS_CLASS = "kubernetes.io/ingress.class";

  private NetworkRules() {}

  static void ingress(Field ingress) {
    Field spec = ingress.at("spec");
    if (spec.at("rules").size() == 0 && !spec.at("defaultBackend").isSet()) {
      spec.at("rules")
          .reportedAs(spec)
          .invalid("either `defaultBackend` or `rules` must be specified");
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
      Field secret = tls.at("secretName");
      if (!secret.isEmpty()) {
        secret.check(Formats.dns1123Subdomain(secret.string()));
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
    }
    host.check(
        host.string().contains("*")
            ? Formats.wildcardDns1123Subdomain(host.string())
            : Formats.dns1123Subdomain(host.string()));
  }

  /** The old annotation for the class and the field may not say different things. */
  static void newIngress(Field ingress) {
    Field annotation = ingress.at("metadata", "annotations").key(INGRESS_CLASS);
    Field name = ingress.at("spec", "ingressClassName");
    if (annotation.isSet() && name.isSet() && !annotation.sameAs(name)) {
      annotation
          .reportedAs("annotations." + INGRESS_CLASS)
          .invalid("must match `ingressClassName` when both are specified");
    }
  }

  static List<String> ingressWarnings(Field ingress) {
    boolean outdated =
        ingress.at("metadata", "annotations").key(INGRESS_CLASS).isSet()
            && !ingress.at("spec", "ingressClassName").isSet();
    return outdated
        ? List.of(
            "annotation \""
                + INGRESS_CLASS
                + "\" is deprecated, please use 'spec.ingressClassName' instead")
        : List.of();
  }

  static void ingressStatus(Field ingress) {
    ingress.at("status", "loadBalancer", "ingress").each().forEach(ServiceRules::ingressPoint);
  }

  private static void path(Field path) {
    Field type = path.at("pathType");
    Field text = path.at("path");
    if (!type.isSet()) {
      type.required("pathType must be specified");
      return;
    }
    type.oneOfIfSet("Exact", "ImplementationSpecific", "Prefix");
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
    } else if (type.is("ImplementationSpecific")
        && !text.isEmpty()
        && !text.string().startsWith("/")) {
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
      reference(backend.at("resource"));
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
      backend.invalid("", "resource or service backend is required");
    }
  }

  /** An object of some kind: both must fit into a URL's path. */
  private static void reference(Field reference) {
    Field group = reference.at("apiGroup");
    if (group.isSet()) {
      group.check(Formats.dns1123Subdomain(group.string()));
    }
    for (String member : List.of("kind", "name")) {
      Field field = reference.at(member);
      if (field.requirePresent()) {
        field.check(Formats.pathSegment(field.string()));
      }
    }
  }

  static void ingressClass(Field ingressClass) {
    Field spec = ingressClass.at("spec");
    Field controller = spec.at("controller");
    if (controller.string().length() > 250) {
      controller.tooLong(250);
    }
    controller.checkDomainPath();
    Field parameters = spec.at("parameters");
    if (!parameters.isSet()) {
      return;
    }
    reference(parameters);
    if (!parameters.at("scope").isSet()) {
      parameters.at("scope").required("");
      return;
    }
    parameters.at("scope").among("Cluster", "Namespace");
    Field namespace = parameters.at("namespace");
    if (parameters.at("scope").is("Namespace")) {
      if (!namespace.isSet()) {
        namespace.required("`parameters.scope` is set to 'Namespace'");
      } else {
        namespace.check(Formats.dns1123Label(namespace.string()));
      }
    } else if (parameters.at("scope").is("Cluster") && namespace.isSet()) {
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
      type.among("Ingress", "Egress");
    }
  }

  private static void policyRule(Field rule, String peers) {
    for (Field port : rule.at("ports").each()) {
      port.at("protocol").oneOfIfSet("TCP", "UDP", "SCTP");
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
      end.invalid("may not be specified when `port` is not specified");
    } else if (start.value() instanceof String) {
      end.invalid("may not be specified when `port` is non-numeric");
    } else {
      if (end.number() < start.number()) {
        end.invalid(start.number(), "must be greater than or equal to `port`");
      }
      end.check(Formats.portNumber(end.number()));
    }
  }

  private static void ipBlock(Field block) {
    Field cidr = block.at("cidr");
    if (!cidr.requirePresent()) {
      return;
    }
    cidr.check(Addresses.checkStrictCidr(cidr.string()));
    if (!Addresses.checkCidr(cidr.string()).isEmpty()) {
      return;
    }
    for (Field except : block.at("except").each()) {
      except.check(Addresses.checkStrictCidr(except.string()));
      if (Addresses.checkCidr(except.string()).isEmpty()
          && !Addresses.isStrictSubset(except.string(), cidr.string())) {
        except.invalid("must be a strict subset of `cidr`");
      }
    }
  }

  static void serviceCidr(Field range) {
    Field cidrs = range.at("spec", "cidrs");
    if (cidrs.size() == 0) {
      cidrs.required("at least one CIDR required");
      return;
    }
    if (cidrs.size() > 2) {
      cidrs.invalid(range.at("spec").shown(), "may only hold up to 2 values");
      return;
    }
    Set<Boolean> families = new HashSet<>();
    for (Field cidr : cidrs.each()) {
      cidr.check(Addresses.checkCanonicalCidr(cidr.string()));
      boolean isRange = Addresses.checkCidr(cidr.string()).isEmpty();
      if (isRange && !families.add(cidr.string().contains(":"))) {
        cidrs.invalid(
            "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and"
                + " 2001:db8::/64");
      }
    }
  }

  /** A range may only get a second family. */
  static void serviceCidrChange(Field range, Field old) {
    Field now = range.at("spec", "cidrs");
    Field before = old.at("spec", "cidrs");
    boolean grows = before.size() == 1 && now.size() == 2;
    if (now.size() != before.size() && !grows) {
      now.invalid(Field.IMMUTABLE);
      return;
    }
    for (int i = 0; i < before.size(); i++) {
      if (!now.each().get(i).sameAs(before.each().get(i))) {
        now.each().get(i).invalid(Field.IMMUTABLE);
      }
    }
    if (grows) {
      serviceCidr(range);
    }
  }

  static void ipAddress(Field address) {
    Field parent = address.at("spec", "parentRef");
    if (!parent.isSet()) {
      parent.required("");
      return;
    }
    Field group = parent.at("group");
    if (!group.isEmpty()) {
      group.check(Formats.dns1123Subdomain(group.string()));
    }
    for (String member : List.of("resource", "name")) {
      Field field = parent.at(member);
      if (field.requirePresent()) {
        field.check(Formats.pathSegment(field.string()));
      }
    }
    Field namespace = parent.at("namespace");
    if (!namespace.isEmpty()) {
      namespace.check(Formats.pathSegment(namespace.string()));
    }
  }

  /** The name is the address, in the one way to write it. */
  static void newIpAddress(Field address) {
    Field name = address.at("metadata", "name");
    name.check(Addresses.checkCanonicalIp(name.string()));
  }
}
