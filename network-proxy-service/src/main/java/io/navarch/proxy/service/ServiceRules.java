package io.navarch.proxy.service;

import io.navarch.proxy.nft.Nft;
import io.navarch.proxy.plan.Endpoint;
import io.navarch.proxy.plan.Fragment;
import io.navarch.proxy.plan.NodeNetwork;
import io.navarch.proxy.plan.RulesetCompiler;
import io.navarch.proxy.plan.ServicePort;
import io.navarch.proxy.plan.Transaction;
import java.util.ArrayList;
import java.util.Collection;
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
  private final Map<String, Fragment> applied = new HashMap<>();
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
    Map<String, Fragment> next = new HashMap<>();
    wanted.forEach((name, ports) -> next.put(name, compile(ports)));
    if (!certain) {
      applied.forEach(next::putIfAbsent);
      applied.clear();
    }
    // As one step, because two services may swap an address or a node port.
    parts.add(Transaction.between(standing(next.keySet()), Fragment.union(next.values())));
    wanted.forEach(this::rememberLocal);
    Fragment newHairpin = RulesetCompiler.hairpin(allLocal());
    parts.add(Transaction.between(hairpin, newHairpin));

    Transaction transaction = Transaction.all(parts);
    next.forEach(
        (name, fragment) -> {
          if (fragment.equals(Fragment.EMPTY)) {
            applied.remove(name);
          } else {
            applied.put(name, fragment);
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

  private static Fragment compile(List<ServicePort> ports) {
    return Fragment.union(ports.stream().map(RulesetCompiler::compile).toList());
  }

  private Fragment standing(Collection<String> services) {
    return Fragment.union(
        services.stream().map(s -> applied.getOrDefault(s, Fragment.EMPTY)).toList());
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
