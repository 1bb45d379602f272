package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Takes something of limited supply for an object before it is stored, and gives it back when the
 * write fails or the object goes: cluster IPs and node ports. Runs after admission and validation,
 * also on dry runs (then {@link Reservation#release} is called at once). Where nobody knows whether
 * a write took effect, neither is called: the object may stand and hold what was taken for it.
 */
public interface WriteHook {
  boolean appliesTo(ResourceDefinition resource);

  /**
   * @param context of the request; nothing lasting is done for a dry run
   * @param object null when the old object is deleted
   * @param old null when the object is created
   * @throws io.navarch.model.status.ApiException Invalid, when what is asked for is taken
   */
  Reservation before(WriteContext context, @Nullable ApiObject object, @Nullable ApiObject old);

  /** What was taken for one write. */
  interface Reservation {
    Reservation NONE =
        new Reservation() {
          @Override
          public void commit() {}

          @Override
          public void release() {}
        };

    /**
     * The write is stored; what the old object held and the new one does not is free now. Does not
     * fail: what cannot be given back now is found later.
     */
    void commit();

    /** The write did not happen. Does not fail, either. */
    void release();
  }
}
