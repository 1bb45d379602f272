package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import org.jspecify.annotations.Nullable;

/** Leaves managedFields as they are; apply is refused. */
public final class UntrackedFields implements ManagedFields {
  @Override
  public void onWrite(WriteContext context, @Nullable ApiObject live, ApiObject updated) {}

  @Override
  public ApiObject apply(
      WriteContext context, @Nullable ApiObject live, ApiObject applied, boolean force) {
    throw ApiException.unsupportedMediaType("server-side apply is not enabled");
  }
}
