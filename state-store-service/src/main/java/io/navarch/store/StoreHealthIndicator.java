package io.navarch.store;

import io.navarch.model.store.StateStore;
import io.navarch.model.store.StateStore.Status;
import io.navarch.model.store.StoreException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up while the engine takes writes. */
final class StoreHealthIndicator implements HealthIndicator {
  private final StateStore store;

  StoreHealthIndicator(StateStore store) {
    this.store = store;
  }

  @Override
  public Health health() {
    try {
      Status status = store.status();
      Health.Builder health = status.healthy() ? Health.up() : Health.down();
      return health
          .withDetail("engine", status.engine())
          .withDetail("revision", status.revision())
          .build();
    } catch (StoreException e) {
      return Health.down(e).build();
    }
  }
}
