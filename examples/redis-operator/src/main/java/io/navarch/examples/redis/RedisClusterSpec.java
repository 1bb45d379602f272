package io.navarch.examples.redis;

import java.util.Map;

/**
 * What is wished for. The defaults are in the definition, so the server has filled everything in.
 *
 * @param shards how many masters share the hash slots; 3 or more
 * @param replicasPerShard copies of each master
 * @param image with {@code redis-server}, {@code redis-cli} and a shell
 * @param config further lines of {@code redis.conf}, by directive
 */
public record RedisClusterSpec(
    int shards, int replicasPerShard, String image, Map<String, String> config) {
  public RedisClusterSpec {
    config = config == null ? Map.of() : Map.copyOf(config);
  }

  /** The pods that it takes. */
  public int size() {
    return shards * (1 + replicasPerShard);
  }
}
