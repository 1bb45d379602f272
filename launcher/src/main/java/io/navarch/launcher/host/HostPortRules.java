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
 * What the CNI plugin {@code portmap} keeps in the table {@code ip nat} for host ports of pods. It
 * takes back the rules of a pod, but never the chains that it made for the first one; whoever has a
 * pod with a host port still, of whatever cluster on this machine, needs them.
 */
final class HostPortRules {
  private static final String PORTS = "CNI-HOSTPORT-DNAT";
  private static final Set<String> OWN = Set.of(PORTS, "CNI-HOSTPORT-MASQ", "CNI-HOSTPORT-SETMARK");

  private HostPortRules() {}

  /**
   * Removes the plugin's chains, and the table if nothing but them was in it, in one transaction.
   */
  static void removeUnused() {
    Command.Result listed = Command.run("nft", "-j", "list", "table", "ip", "nat");
    if (!listed.succeeded()) {
      return;
    }
    List<String> commands =
        removal(Json.readObject(listed.output().getBytes(StandardCharsets.UTF_8)));
    if (!commands.isEmpty()) {
      Command.run("nft", String.join("; ", commands));
    }
  }

  /**
   * The commands for nft.
   *
   * @param table what {@code nft -j list table ip nat} printed
   * @return none where the plugin's chains are in use or were never made
   */
  static List<String> removal(Map<String, Object> table) {
    List<Map<String, Object>> chains = members(table, "chain");
    List<Map<String, Object>> rules = members(table, "rule");
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
      return List.of("delete table ip nat");
    }
    List<String> commands = new ArrayList<>();
    others.stream()
        .filter(HostPortRules::leadsToOwn)
        .map(
            rule ->
                "delete rule ip nat "
                    + ApiObject.string(rule, "chain")
                    + " handle "
                    + rule.get("handle"))
        .forEach(commands::add);
    own.stream().sorted().map(name -> "flush chain ip nat " + name).forEach(commands::add);
    own.stream().sorted().map(name -> "delete chain ip nat " + name).forEach(commands::add);
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
