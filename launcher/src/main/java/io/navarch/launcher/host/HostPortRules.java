package io.navarch.launcher.host;

import io.navarch.launcher.process.Command;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the CNI plugin {@code portmap} keeps in the table {@code nat} for host ports of pods. It
 * takes back the rules of a pod, but never the chains that it made for the first one; whoever has a
 * pod with a host port still, of whatever cluster on this machine, needs them.
 */
final class HostPortRules {
  private static final String PORTS = "CNI-HOSTPORT-DNAT";
  private static final Set<String> OWN = Set.of(PORTS, "CNI-HOSTPORT-MASQ", "CNI-HOSTPORT-SETMARK");

  private HostPortRules() {}

  /** Removes the plugin's chains, and tables with nothing else in them. */
  static void removeUnused() {
    for (String family : List.of("ip", "ip6")) {
      Command.Result listed = Command.run("nft", "-j", "list", "table", family, "nat");
      if (listed.succeeded()) {
        List<String> commands =
            removal(family, Json.readObject(listed.output().getBytes(StandardCharsets.UTF_8)));
        if (!commands.isEmpty()) {
          Command.run("nft", String.join("; ", commands));
        }
      }
    }
  }

  /**
   * The commands for nft, for one transaction.
   *
   * @param family {@code ip} or {@code ip6}
   * @param listed what {@code nft -j list table <family> nat} printed
   * @return none where the plugin's chains are in use or were never made
   */
  static List<String> removal(String family, Map<String, Object> listed) {
    String table = family + " nat";
    List<Map<String, Object>> chains = members(listed, "chain");
    List<Map<String, Object>> rules = members(listed, "rule");
    if (chains.isEmpty()) {
      return List.of("delete table " + table);
    }
    Set<String> own = new HashSet<>();
    chains.forEach(chain -> own.add(ApiObject.string(chain, "name")));
    own.retainAll(OWN);
    boolean used = rules.stream().anyMatch(rule -> PORTS.equals(ApiObject.string(rule, "chain")));
    if (!own.contains(PORTS) || used) {
      return List.of();
    }
    List<Map<String, Object>> others =
        rules.stream().filter(rule -> !own.contains(ApiObject.string(rule, "chain"))).toList();
    boolean onlyJumps = others.stream().allMatch(HostPortRules::leadsToOwn);
    boolean onlyHooks =
        chains.stream()
            .filter(chain -> !own.contains(ApiObject.string(chain, "name")))
            .allMatch(chain -> "accept".equals(chain.get("policy")));
    if (onlyJumps && onlyHooks) {
      return List.of("delete table " + table);
    }
    List<String> commands = new ArrayList<>();
    for (Map<String, Object> rule : others) {
      if (leadsToOwn(rule)) {
        String place = table + " " + ApiObject.string(rule, "chain");
        commands.add("delete rule " + place + " handle " + rule.get("handle"));
      }
    }
    for (String action : List.of("flush", "delete")) {
      own.stream()
          .sorted()
          .map(chain -> action + " chain " + table + " " + chain)
          .forEach(commands::add);
    }
    return commands;
  }

  private static boolean leadsToOwn(Map<String, Object> rule) {
    return ApiObject.listAt(rule, "expr").stream()
        .anyMatch(
            part ->
                part instanceof Map<?, ?> map
                    && map.get("jump") instanceof Map<?, ?> jump
                    && jump.get("target") instanceof String target
                    && OWN.contains(target));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> members(Map<String, Object> table, String kind) {
    List<Map<String, Object>> found = new ArrayList<>();
    for (Object entry : ApiObject.listAt(table, "nftables")) {
      if (entry instanceof Map<?, ?> map && map.get(kind) instanceof Map<?, ?> member) {
        found.add((Map<String, Object>) member);
      }
    }
    return found;
  }
}
