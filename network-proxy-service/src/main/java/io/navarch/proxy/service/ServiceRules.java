package io.navarch.proxy.service;

import io.navarch.proxy.nft.Nft;
import io.navarch.proxy.plan.Endpoint;
import io.navarch.proxy.plan.Fragment;
import io.navarch.proxy.plan.NodeNetwork;
import io.navarch.proxy.plan.RulesetCompiler;
import io.navarch.proxy.plan.ServicePort;
import io.navarch.proxy.plan.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What stands in the kernel, by service, and the way from there to what is wanted. Used by one
 * thread.
 *
 * <p>When the kernel refuses a change, what stands there is no longer certain: the next change then
 * replaces the whole table in one transaction.
 */
final class ServiceRules {
  private final Nft nft;
  private final NodeNetwork node;
  private final Map<String, Map<String, Fragment>> applied = new HashMap<>();
  private final Map<String, List<String>> localAddresses = new TreeMap<>();
  private Fragment hairpin = Fragment.EMPTY;
  private boolean certain;

  ServiceRules(Nft nft, NodeNetwork node) {
    this.nft = nft;
    this.node = node;
  }

  /**
   * Brings the given services to what is wanted, in one transaction.
   *
   * @param wanted ports by service {@code namespace/name}; no ports where the service is gone
   * @return how many bytes of commands it took
   */
  int apply(Map<String, List<ServicePort>> wanted) {
    List<Transaction> parts = new ArrayList<>();
    if (!certain) {
      parts.add(RulesetCompiler.base(node));
      hairpin = Fragment.EMPTY;
    }
    Map<String, Map<String, Fragment>> next = new HashMap<>();
    wanted.forEach((name, ports) -> next.put(name, fragments(ports)));
    if (!certain) {
      applied.forEach(next::putIfAbsent);
      applied.clear();
    }
    // Two services may swap an address or a node port: what goes must be gone before what comes.
    next.forEach((name, fragments) -> parts.add(removals(name, fragments)));
    next.forEach((name, fragments) -> parts.add(changes(name, fragments)));
    wanted.forEach(this::rememberLocal);
    Fragment newHairpin = RulesetCompiler.hairpin(allLocal());
    parts.add(Transaction.between(hairpin, newHairpin));

    Transaction transaction = Transaction.all(parts);
    next.forEach(
        (name, fragments) -> {
          if (fragments.isEmpty()) {
            applied.remove(name);
          } else {
            applied.put(name, fragments);
          }
        });
    hairpin = newHairpin;
    if (!transaction.isEmpty()) {
      certain = false;
      nft.apply(transaction.text());
    }
    certain = true;
    return transaction.text().length();
  }

  private static Map<String, Fragment> fragments(List<ServicePort> ports) {
    Map<String, Fragment> result = new TreeMap<>();
    for (ServicePort port : ports) {
      result.put(port.key() + "/" + port.protocol(), RulesetCompiler.compile(port));
    }
    return result;
  }

  private Transaction removals(String service, Map<String, Fragment> wanted) {
    Map<String, Fragment> before = applied.getOrDefault(service, Map.of());
    List<Transaction> parts = new ArrayList<>();
    before.forEach(
        (port, fragment) -> {
          if (!wanted.containsKey(port)) {
            parts.add(Transaction.between(fragment, Fragment.EMPTY));
          }
        });
    return Transaction.all(parts);
  }

  private Transaction changes(String service, Map<String, Fragment> wanted) {
    Map<String, Fragment> before = applied.getOrDefault(service, Map.of());
    List<Transaction> parts = new ArrayList<>();
    wanted.forEach(
        (port, fragment) ->
            parts.add(Transaction.between(before.getOrDefault(port, Fragment.EMPTY), fragment)));
    return Transaction.all(parts);
  }

  private void rememberLocal(String service, List<ServicePort> ports) {
    List<String> local =
        ports.stream()
            .flatMap(p -> p.endpoints().stream())
            .filter(Endpoint::local)
            .map(Endpoint::address)
            .distinct()
            .toList();
    if (local.isEmpty()) {
      localAddresses.remove(service);
    } else {
      localAddresses.put(service, local);
    }
  }

  private TreeSet<String> allLocal() {
    TreeSet<String> all = new TreeSet<>();
    localAddresses.values().forEach(all::addAll);
    return all;
  }
}
