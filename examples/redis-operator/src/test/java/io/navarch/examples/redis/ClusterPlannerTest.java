package io.navarch.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterPlannerTest {
  private static final int ENOUGH = 200;

  private final FakeRedis redis = new FakeRedis();

  private static RedisClusterSpec spec(int shards, int replicas) {
    return new RedisClusterSpec(shards, replicas, "redis:7", Map.of());
  }

  /** Carries out steps until there are none left. */
  private List<Step> settle(RedisClusterSpec wished) {
    redis.wish(wished);
    List<Step> steps = new ArrayList<>();
    for (Step step = redis.plan(wished);
        !(step instanceof Step.Settled);
        step = redis.plan(wished)) {
      steps.add(step);
      assertThat(steps).as("steps to settle").hasSizeLessThan(ENOUGH);
      redis.apply(step);
    }
    assertThat(redis.served()).isEqualTo(SlotRange.SLOTS);
    assertThat(redis.masters()).isEqualTo(wished.shards());
    assertThat(redis.size()).isEqualTo(wished.size());
    return steps;
  }

  @Test
  void aNewClusterMeetsServesAndIsCopied() {
    List<Step> steps = settle(spec(3, 1));
    assertThat(steps.getFirst()).isInstanceOf(Step.Meet.class);
    assertThat(steps.get(1)).isInstanceOf(Step.AddSlots.class);
    assertThat(steps.subList(2, steps.size()))
        .hasSize(3)
        .allMatch(step -> step instanceof Step.Replicate);
  }

  @Test
  void nothingIsDoneWhilePodsAreMissing() {
    assertThat(ClusterPlanner.plan(spec(3, 0), 3, List.of()))
        .isEqualTo(new Step.Wait("0 of 3 pods are ready"));
  }

  @Test
  void aLostMastersKeysLiveOnInItsCopy() {
    settle(spec(3, 1));
    redis.fill();
    redis.kill(0);
    settle(spec(3, 1));
    assertThat(redis.lost()).isZero();
  }

  @Test
  void scalingMovesKeysAlong() {
    settle(spec(3, 1));
    redis.fill();
    settle(spec(5, 1));
    settle(spec(3, 0));
    assertThat(redis.lost()).isZero();
  }

  @Test
  void anUpgradeReplacesCopiesFirstAndLosesNothing() {
    settle(spec(3, 1));
    redis.fill();
    redis.outdate();
    List<Step> steps = settle(spec(3, 1));
    assertThat(redis.outdated()).isZero();
    assertThat(redis.lost()).isZero();
    assertThat(steps.stream().filter(step -> step instanceof Step.Failover)).hasSize(3);
    assertThat(steps.stream().filter(step -> step instanceof Step.Replace)).hasSize(6);
  }

  @Test
  void withoutCopiesAnUpgradeLosesKeysButNoSlots() {
    settle(spec(3, 0));
    redis.fill();
    redis.outdate();
    settle(spec(3, 0));
    assertThat(redis.lost()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverIsWishedAndWhoeverDiesItSettlesWithItsKeys(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    RedisClusterSpec wished = spec(3, 1);
    settle(wished);
    redis.fill();
    for (int turn = 0; turn < 12; turn++) {
      switch (random.nextInt(3)) {
        case 0 -> wished = spec(3 + random.nextInt(4), 1 + random.nextInt(2));
        case 1 -> redis.kill(random.nextInt(wished.size()));
        default -> redis.outdate();
      }
      settle(wished);
      assertThat(redis.lost()).as("slots lost after turn %d of seed %d", turn, seed).isZero();
    }
  }
}
