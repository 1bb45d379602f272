/**
 * An operator for Redis Cluster, written with the Java Operator SDK: what {@link RedisCluster} asks
 * for becomes a StatefulSet, and {@link ClusterPlanner} says what to do next inside of Redis.
 */
@NullMarked
package io.navarch.examples.redis;

import org.jspecify.annotations.NullMarked;
