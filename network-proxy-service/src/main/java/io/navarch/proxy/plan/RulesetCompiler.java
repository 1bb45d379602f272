package io.navarch.proxy.plan;

import io.navarch.model.pki.Sha256;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Turns services into nftables rules: a pure function. The table has a fixed part, made once, and a
 * {@link Fragment} a service port. A new connection is looked up in one map whatever the number of
 * services, so its cost does not grow with them; nor does the cost of a change, which touches one
 * fragment.
 *
 * <p>Worked example, a service 10.96.0.20:80 with endpoints 10.244.0.3:8080 and 10.244.0.4:8080:
 *
 * <pre>
 * element service-ips { 10.96.0.20 . tcp . 80 : goto svc-1f0c2a7b }
 * chain svc-1f0c2a7b {
 *   meta l4proto tcp dnat ip to numgen random mod 2 map { 0 : 10.244.0.3 . 8080, 1 : 10.244.0.4 . 8080 }
 * }
 * </pre>
 */
public final class RulesetCompiler {
  /** Family and name of the one table that holds everything. */
  public static final String TABLE = "ip navarch";

  /** The packet mark that asks for masquerading, the same bit that kube-proxy uses. */
  private static final String MASQUERADE_MARK = "0x4000";

  private RulesetCompiler() {}

  /** Replaces whatever table there is by one with the fixed part only. */
  public static Transaction base(NodeNetwork node) {
    return new Transaction(
        """
        add table %1$s
        delete table %1$s
        table %1$s {
          map service-ips { type ipv4_addr . inet_proto . inet_service : verdict ; }
          map service-nodeports { type inet_proto . inet_service : verdict ; }
          map no-endpoint-services { type ipv4_addr . inet_proto . inet_service : verdict ; }
          map no-endpoint-nodeports { type inet_proto . inet_service : verdict ; }
          set hairpin { type ipv4_addr . ipv4_addr ; }
          chain reject-new { reject ; }
          chain drop-new { drop ; }
          chain services {
            ip daddr . meta l4proto . th dport vmap @service-ips
            fib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @service-nodeports
          }
          chain no-endpoints {
            ip daddr . meta l4proto . th dport vmap @no-endpoint-services
            ip daddr %3$s reject
          }
          chain nat-prerouting { type nat hook prerouting priority dstnat ; policy accept ; jump services ; }
          chain nat-output { type nat hook output priority -100 ; policy accept ; jump services ; }
          chain nat-postrouting {
            type nat hook postrouting priority srcnat ; policy accept ;
            meta mark & %4$s == %4$s meta mark set meta mark ^ %4$s masquerade fully-random
            ip saddr . ip daddr @hairpin masquerade fully-random
            ip saddr %2$s ip daddr != %2$s ip daddr != %3$s masquerade fully-random
          }
          chain filter-input {
            type filter hook input priority 0 ; policy accept ;
            ct state new fib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @no-endpoint-nodeports
          }
          chain filter-forward { type filter hook forward priority 0 ; policy accept ; ct state new jump no-endpoints ; }
          chain filter-output { type filter hook output priority -90 ; policy accept ; ct state new jump no-endpoints ; }
        }
        """
            .formatted(TABLE, node.clusterCidr(), node.serviceCidr(), MASQUERADE_MARK));
  }

  /**
   * What lets a pod reach itself through a service: its packet must not come back with its own
   * address as the source.
   *
   * @param localAddresses endpoints on this node
   */
  public static Fragment hairpin(Collection<String> localAddresses) {
    TreeMap<Fragment.Element, String> elements = new TreeMap<>();
    for (String address : localAddresses) {
      elements.put(new Fragment.Element("hairpin", address + " . " + address), "");
    }
    return new Fragment(Map.of(), Map.of(), elements);
  }

  /** The rules of one service port. */
  public static Fragment compile(ServicePort service) {
    return new Compilation(service).run();
  }

  private static final class Compilation {
    private final ServicePort service;
    private final String id;
    private final TreeMap<String, List<String>> chains = new TreeMap<>();
    private final TreeMap<String, String> sets = new TreeMap<>();
    private final TreeMap<Fragment.Element, String> elements = new TreeMap<>();

    Compilation(ServicePort service) {
      this.service = service;
      this.id = shortHash(service.key() + "/" + service.protocol());
    }

    Fragment run() {
      internal();
      external();
      return new Fragment(chains, sets, elements);
    }

    private void internal() {
      List<Endpoint> endpoints =
          service.internalLocal() ? service.localEndpoints() : service.endpoints();
      for (String ip : service.clusterIps()) {
        String key = ip + " . " + service.protocol() + " . " + service.port();
        if (endpoints.isEmpty()) {
          refuse("no-endpoint-services", key, service.endpoints().isEmpty());
        } else {
          elements.put(
              new Fragment.Element("service-ips", key),
              "goto " + balancer(service.internalLocal()));
        }
      }
    }

    private void external() {
      if (service.nodePort() == 0 && service.externalIps().isEmpty()) {
        return;
      }
      String nodePortKey = service.protocol() + " . " + service.nodePort();
      if (service.endpoints().isEmpty()) {
        if (service.nodePort() != 0) {
          refuse("no-endpoint-nodeports", nodePortKey, true);
        }
        for (String ip : service.externalIps()) {
          refuse("no-endpoint-services", externalKey(ip), true);
        }
        return;
      }
      String chain = externalChain();
      if (service.nodePort() != 0) {
        elements.put(new Fragment.Element("service-nodeports", nodePortKey), "goto " + chain);
      }
      for (String ip : service.externalIps()) {
        elements.put(new Fragment.Element("service-ips", externalKey(ip)), "goto " + chain);
      }
    }

    private String externalKey(String ip) {
      return ip + " . " + service.protocol() + " . " + service.port();
    }

    private void refuse(String map, String key, boolean reject) {
      elements.put(new Fragment.Element(map, key), reject ? "goto reject-new" : "goto drop-new");
    }

    /** Clients from outside keep their address only where every endpoint is on this node. */
    private String externalChain() {
      String chain = "ext-" + id;
      List<String> rules = new ArrayList<>();
      if (!service.sourceRanges().isEmpty()) {
        rules.add("ip saddr != { " + String.join(", ", service.sourceRanges()) + " } drop");
      }
      if (service.externalLocal()) {
        rules.add("fib saddr type local meta mark set meta mark or " + MASQUERADE_MARK);
        rules.add("fib saddr type local goto " + balancer(false));
        rules.add(service.localEndpoints().isEmpty() ? "drop" : "goto " + balancer(true));
      } else {
        rules.add("meta mark set meta mark or " + MASQUERADE_MARK);
        rules.add("goto " + balancer(false));
      }
      chains.put(chain, rules);
      return chain;
    }

    /** The chain that picks an endpoint, made when it is first asked for. */
    private String balancer(boolean localOnly) {
      String chain = (localOnly ? "svl-" : "svc-") + id;
      List<Endpoint> endpoints = localOnly ? service.localEndpoints() : service.endpoints();
      if (!chains.containsKey(chain)) {
        chains.put(
            chain, service.affinitySeconds() > 0 ? sticky(endpoints) : List.of(random(endpoints)));
      }
      return chain;
    }

    private String random(List<Endpoint> endpoints) {
      String protocol = "meta l4proto " + service.protocol();
      if (endpoints.size() == 1) {
        Endpoint only = endpoints.getFirst();
        return protocol + " dnat to " + only.address() + ":" + only.port();
      }
      return protocol
          + " dnat ip to numgen random mod "
          + endpoints.size()
          + " map { "
          + IntStream.range(0, endpoints.size())
              .mapToObj(i -> i + " : " + endpoints.get(i).target())
              .collect(Collectors.joining(", "))
          + " }";
    }

    /**
     * A client that was sent to an endpoint goes there again; else one is picked and remembered.
     */
    private List<String> sticky(List<Endpoint> endpoints) {
      List<String> rules = new ArrayList<>();
      List<String> picks = new ArrayList<>();
      for (Endpoint endpoint : endpoints) {
        String name = id + "-" + shortHash(endpoint.target());
        String set = "aff-" + name;
        String chain = "ep-" + name;
        sets.put(
            set,
            "type ipv4_addr ; flags dynamic,timeout ; timeout "
                + service.affinitySeconds()
                + "s ;");
        chains.put(
            chain,
            List.of(
                "update @" + set + " { ip saddr }",
                "meta l4proto "
                    + service.protocol()
                    + " dnat to "
                    + endpoint.address()
                    + ":"
                    + endpoint.port()));
        rules.add("ip saddr @" + set + " goto " + chain);
        picks.add(picks.size() + " : goto " + chain);
      }
      rules.add("numgen random mod " + picks.size() + " vmap { " + String.join(", ", picks) + " }");
      return rules;
    }
  }

  private static String shortHash(String text) {
    return HexFormat.of().formatHex(Sha256.of(text), 0, 6);
  }
}
