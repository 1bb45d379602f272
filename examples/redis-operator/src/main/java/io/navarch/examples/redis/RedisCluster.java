package io.navarch.examples.redis;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** The custom resource; its definition is in {@code manifests/crd.yaml}. */
@Group("redis.examples.navarch.io")
@Version("v1")
@Kind("RedisCluster")
@Plural("redisclusters")
public final class RedisCluster extends CustomResource<RedisClusterSpec, RedisClusterStatus>
    implements Namespaced {

  /** Records have no empty form: a cluster without a specification has none. */
  @Override
  protected @Nullable RedisClusterSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable RedisClusterStatus initStatus() {
    return null;
  }
}
