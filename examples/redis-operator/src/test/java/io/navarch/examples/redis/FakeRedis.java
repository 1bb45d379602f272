package io.navarch.examples.redis;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Redis cluster and its StatefulSet as the planner's steps change them. Gossip and elections are
 * over at once. What a server holds is the set of slots whose keys it has.
 */
final class FakeRedis {
  private static final class Server {
    final String id;
    @Nullable String masterId;
    Set<Integer> slots = new LinkedHashSet<>();
    Set<Integer> keys = new LinkedHashSet<>();
    final Set<String> known = new LinkedHashSet<>();

    Server(String id) {
      this.id = id;
      known.add(id);
    }
  }

  private final TreeMap<Integer, Server> pods = new TreeMap<>();
  private final Map<String, Server> gone = new TreeMap<>();
  private final Set<Integer> outdated = new LinkedHashSet<>();
  private int ids;
  private int size;

  /** The operator's {@code status.size}: it never falls but by a step. */
  void wish(RedisClusterSpec wished) {
    size = Math.max(size, wished.size());
    for (int ordinal = 0; ordinal < size; ordinal++) {
      pods.computeIfAbsent(ordinal, any -> newServer());
    }
  }

  private Server newServer() {
    return new Server("node-" + ids++);
  }

  /** All pods are of an older form now. */
  void outdate() {
    outdated.addAll(pods.keySet());
  }

  int outdated() {
    return outdated.size();
  }

  /** The pod dies and comes back with nothing; a copy is elected. */
  void kill(int ordinal) {
    Server dead = pods.get(ordinal);
    if (dead == null) {
      return;
    }
    gone.put(dead.id, dead);
    pods.put(ordinal, newServer());
    outdated.remove(ordinal);
    pods.values().stream()
        .filter(copy -> dead.id.equals(copy.masterId))
        .findFirst()
        .ifPresent(copy -> promote(copy, dead));
  }

  private void promote(Server copy, Server master) {
    copy.slots = master.slots;
    master.slots = new LinkedHashSet<>();
    copy.masterId = null;
    master.masterId = copy.id;
    pods.values().stream()
        .filter(other -> other != copy && master.id.equals(other.masterId))
        .forEach(other -> other.masterId = copy.id);
  }

  /** Every slot has its keys written. */
  void fill() {
    pods.values().forEach(this::fill);
  }

  private void fill(Server server) {
    server.keys =
        new LinkedHashSet<>(server.masterId == null ? server.slots : byId(server.masterId).slots);
  }

  /** Reads what its master has. */
  private void sync(Server copy) {
    copy.keys = new LinkedHashSet<>(byId(copy.masterId).keys);
  }

  /** How many slots have lost their keys. */
  int lost() {
    return pods.values().stream()
        .mapToInt(s -> (int) s.slots.stream().filter(slot -> !s.keys.contains(slot)).count())
        .sum();
  }

  int served() {
    return pods.values().stream().mapToInt(s -> s.slots.size()).sum();
  }

  long masters() {
    return pods.values().stream().filter(s -> !s.slots.isEmpty()).count();
  }

  int size() {
    return pods.size();
  }

  private Server byId(String id) {
    return pods.values().stream()
        .filter(s -> s.id.equals(id))
        .findFirst()
        .orElseGet(() -> gone.get(id));
  }

  List<Member> members() {
    List<Member> members = new ArrayList<>();
    pods.forEach(
        (ordinal, server) -> {
          List<Node> view =
              server.known.stream().map(id -> node(byId(id), id.equals(server.id))).toList();
          members.add(
              new Member(
                  "redis-" + ordinal,
                  ordinal,
                  "10.0.0." + ordinal,
                  view,
                  true,
                  !outdated.contains(ordinal)));
        });
    return members;
  }

  private static Node node(Server server, boolean self) {
    String role = server.masterId == null ? "master" : "slave";
    return new Node(
        server.id,
        self ? Set.of("myself", role) : Set.of(role),
        server.masterId,
        server.slots.stream().map(slot -> new SlotRange(slot, slot)).toList(),
        false);
  }

  Step plan(RedisClusterSpec wished) {
    return ClusterPlanner.plan(wished, size, members());
  }

  void apply(Step step) {
    switch (step) {
      case Step.Settled() -> {}
      case Step.Wait(String forWhat) -> throw new AssertionError("nothing to wait for: " + forWhat);
      case Step.Meet(Member member, List<Member> others) -> meet(member, others);
      case Step.Forget(List<String> ids) ->
          pods.values().forEach(server -> ids.forEach(server.known::remove));
      case Step.AddSlots(Map<Member, List<SlotRange>> slots) ->
          slots.forEach(
              (member, ranges) ->
                  ranges.forEach(
                      r -> {
                        for (int slot = r.first(); slot <= r.last(); slot++) {
                          server(member).slots.add(slot);
                        }
                      }));
      case Step.Repair(Member through) -> throw new AssertionError("nothing is broken");
      case Step.Rebalance(Member through, Map<String, Integer> weights) -> rebalance(weights);
      case Step.Replicate(Member copy, Member master) -> {
        server(copy).masterId = server(master).id;
        sync(server(copy));
      }
      case Step.Free(Member copy) -> free(server(copy));
      case Step.Failover(Member copy) -> promote(server(copy), byId(server(copy).masterId));
      case Step.TakeOver(Member copy) -> promote(server(copy), byId(server(copy).masterId));
      case Step.Shrink(int smaller) -> {
        size = smaller;
        pods.tailMap(smaller).forEach((ordinal, server) -> gone.put(server.id, server));
        pods.tailMap(smaller).clear();
        outdated.removeIf(ordinal -> ordinal >= smaller);
      }
      case Step.Replace(Member member) -> kill(member.ordinal());
    }
  }

  private static void free(Server copy) {
    copy.masterId = null;
    copy.keys.clear();
    copy.known.clear();
    copy.known.add(copy.id);
  }

  private Server server(Member member) {
    return pods.get(member.ordinal());
  }

  /** Gossip: who knows somebody knows everybody that one knows, and is known. */
  private void meet(Member member, List<Member> others) {
    Set<String> all = new LinkedHashSet<>(server(member).known);
    others.forEach(other -> all.addAll(server(other).known));
    pods.values().stream().filter(s -> all.contains(s.id)).forEach(s -> s.known.addAll(all));
  }

  /** Masters of weight 1 share all slots, whose keys move along; copies follow. */
  private void rebalance(Map<String, Integer> weights) {
    List<Server> keep =
        weights.keySet().stream().filter(id -> weights.get(id) > 0).map(this::byId).toList();
    List<Integer> slots = new ArrayList<>();
    Set<Integer> keys = new LinkedHashSet<>();
    weights.keySet().stream()
        .map(this::byId)
        .forEach(
            server -> {
              slots.addAll(server.slots);
              server.slots.stream().filter(server.keys::contains).forEach(keys::add);
              server.slots.clear();
            });
    for (int i = 0; i < slots.size(); i++) {
      Server to = keep.get(i * keep.size() / slots.size());
      to.slots.add(slots.get(i));
      if (keys.contains(slots.get(i))) {
        to.keys.add(slots.get(i));
      }
    }
    pods.values().stream().filter(s -> s.masterId != null).forEach(this::sync);
  }
}
