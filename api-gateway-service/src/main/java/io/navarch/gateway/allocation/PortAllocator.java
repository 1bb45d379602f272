package io.navarch.gateway.allocation;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.store.StateStore;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives services their node ports. What is taken stands in the store as upstream's RangeAllocation
 * (a number whose bit i stands for the i-th port), and changes by optimistic transactions, so that
 * no port is given twice however many gateways there are. Safe for concurrent use.
 */
final class PortAllocator {
  static final String KEY = "/registry/ranges/servicenodeports";
  private static final int MOST_ATTEMPTS = 100;

  private final StateStore store;
  private final PortRange range;
  private final RandomGenerator random;
  private final AllocationMeters meters;
  private volatile Snapshot last;

  /**
   * What is taken.
   *
   * @param revision of the stored state; 0 where nothing is stored
   */
  record Snapshot(long revision, BitSet taken) {}

  PortAllocator(
      StateStore store, PortRange range, RandomGenerator random, AllocationMeters meters) {
    this.store = store;
    this.range = range;
    this.random = random;
    this.meters = meters;
    this.last = new Snapshot(-1, new BitSet());
    meters.ports(range, () -> read().taken().cardinality());
  }

  PortRange range() {
    return range;
  }

  Grant<Integer> take(int port, boolean dryRun) {
    return told(taken(port, dryRun), AllocationMeters.Scope.STATIC, dryRun);
  }

  private Grant<Integer> told(Grant<Integer> grant, AllocationMeters.Scope scope, boolean dryRun) {
    if (!dryRun) {
      meters.port(grant, scope);
    }
    return grant;
  }

  private Grant<Integer> taken(int port, boolean dryRun) {
    if (!range.contains(port)) {
      return new Grant.Refused<>(
          "provided port is not in the valid range. The range of valid ports is " + range);
    }
    if (dryRun) {
      return read().taken().get(port - range.first()) ? allocated() : new Grant.Given<>(port);
    }
    boolean done =
        change(
            taken -> {
              boolean free = !taken.get(port - range.first());
              taken.set(port - range.first());
              return free;
            });
    return done ? new Grant.Given<>(port) : allocated();
  }

  private static Grant<Integer> allocated() {
    return new Grant.Refused<>("provided port is already allocated");
  }

  /**
   * @param avoid ports that the same write gets or asks for otherwise
   */
  Grant<Integer> takeAny(boolean dryRun, Set<Integer> avoid) {
    int[] found = new int[1];
    Predicate<BitSet> take =
        taken -> {
          BitSet blocked = (BitSet) taken.clone();
          avoid.stream().filter(range::contains).forEach(port -> blocked.set(port - range.first()));
          OptionalInt free = free(blocked);
          free.ifPresent(
              offset -> {
                taken.set(offset);
                found[0] = range.first() + offset;
              });
          return free.isPresent();
        };
    boolean done = dryRun ? take.test((BitSet) read().taken().clone()) : change(take);
    return told(
        done ? new Grant.Given<>(found[0]) : new Grant.Refused<>("range is full"),
        AllocationMeters.Scope.DYNAMIC,
        dryRun);
  }

  private OptionalInt free(BitSet taken) {
    OptionalInt upper = free(taken, range.staticBand(), range.size());
    return upper.isPresent() ? upper : free(taken, 0, range.staticBand());
  }

  private OptionalInt free(BitSet taken, int from, int to) {
    if (from >= to) {
      return OptionalInt.empty();
    }
    int start = from + random.nextInt(to - from);
    int next = taken.nextClearBit(start);
    if (next >= to) {
      next = taken.nextClearBit(from);
    }
    return next < to ? OptionalInt.of(next) : OptionalInt.empty();
  }

  void release(Set<Integer> ports) {
    if (!ports.isEmpty()) {
      boolean done =
          change(
              taken -> {
                ports.stream()
                    .filter(range::contains)
                    .forEach(port -> taken.clear(port - range.first()));
                return true;
              });
      if (!done) {
        throw new IllegalStateException("ports could not be given back");
      }
    }
  }

  /** The ports that count as taken, as the store has it now. */
  Set<Integer> taken() {
    Set<Integer> ports = new TreeSet<>();
    read().taken().stream().forEach(offset -> ports.add(range.first() + offset));
    return ports;
  }

  /** Takes and gives back at once. */
  void correct(Set<Integer> missing, Set<Integer> leaked) {
    boolean done =
        change(
            taken -> {
              missing.stream().filter(range::contains).forEach(p -> taken.set(p - range.first()));
              leaked.stream().filter(range::contains).forEach(p -> taken.clear(p - range.first()));
              return true;
            });
    if (!done) {
      throw new IllegalStateException("ports could not be put right");
    }
  }

  /**
   * Changes what is taken, on the newest state. A refusal counts only on a state that was just
   * read.
   *
   * @param change gets a copy; false refuses
   */
  private boolean change(Predicate<BitSet> change) {
    Snapshot current = last;
    boolean fresh = false;
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      if (current.revision() < 0) {
        current = read();
        fresh = true;
      }
      BitSet taken = (BitSet) current.taken().clone();
      if (!change.test(taken)) {
        if (fresh) {
          return false;
        }
        current = read();
        fresh = true;
        continue;
      }
      StateStore.TxnResult result =
          store.txn(
              List.of(new StateStore.Compare(KEY, current.revision())),
              List.of(new StateStore.Op.Put(KEY, encode(taken), 0)));
      if (result.succeeded()) {
        last = new Snapshot(result.revision(), taken);
        return true;
      }
      current = snapshot(result.current().isEmpty() ? null : result.current().getFirst());
      fresh = true;
    }
    throw new IllegalStateException("node ports are changed without pause");
  }

  private Snapshot read() {
    Snapshot now = snapshot(store.get(KEY, 0).entry());
    last = now;
    return now;
  }

  private Snapshot snapshot(StateStore.@Nullable Entry entry) {
    return entry == null
        ? new Snapshot(0, new BitSet())
        : new Snapshot(entry.modRevision(), decode(entry.value()));
  }

  private byte[] encode(BitSet taken) {
    BigInteger number = BigInteger.ZERO;
    for (int bit = taken.nextSetBit(0); bit >= 0; bit = taken.nextSetBit(bit + 1)) {
      number = number.setBit(bit);
    }
    byte[] bytes = number.toByteArray();
    byte[] data = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("kind", "RangeAllocation");
    root.put("apiVersion", "v1");
    root.put("metadata", new LinkedHashMap<>());
    root.put("range", range.toString());
    root.put("data", Base64.getEncoder().encodeToString(data));
    return Json.write(root);
  }

  /** Ports of a range that was configured before are carried over where they are still in it. */
  private BitSet decode(byte[] value) {
    ApiObject stored = ApiObject.read(value);
    PortRange before = PortRange.parse(ApiObject.string(stored.root(), "range"));
    BigInteger number =
        new BigInteger(1, Base64.getDecoder().decode(ApiObject.string(stored.root(), "data")));
    BitSet taken = new BitSet(range.size());
    for (int bit = number.getLowestSetBit(); bit >= 0 && bit < number.bitLength(); bit++) {
      if (number.testBit(bit) && range.contains(before.first() + bit)) {
        taken.set(before.first() + bit - range.first());
      }
    }
    return taken;
  }
}
