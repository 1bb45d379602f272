package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import org.jspecify.annotations.Nullable;

/** Keeps {@code metadata.managedFields} true: who set which field last. */
public interface ManagedFields {
  /**
   * Called on every write before validation.
   *
   * @param live what stood before, null on a create
   * @param updated what is about to be stored; its managedFields are changed in place
   */
  void onWrite(WriteContext context, @Nullable ApiObject live, ApiObject updated);

  /**
   * Server-side apply: merges what a manager wants into what stands.
   *
   * @param live null when the object does not exist
   * @param applied the sent configuration
   * @param force whether to take fields over from other managers
   * @throws io.navarch.model.status.ApiException 409 with a cause per conflicting field
   */
  ApiObject apply(WriteContext context, @Nullable ApiObject live, ApiObject applied, boolean force);
}
