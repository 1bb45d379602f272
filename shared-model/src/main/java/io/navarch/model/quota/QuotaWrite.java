package io.navarch.model.quota;

import io.navarch.model.object.ApiObject;
import org.jspecify.annotations.Nullable;

/**
 * A create or an update of an object.
 *
 * @param subresource empty for the object itself
 * @param old null on a create
 */
public record QuotaWrite(String subresource, ApiObject object, @Nullable ApiObject old) {
  boolean isCreate() {
    return old == null && subresource.isEmpty();
  }

  boolean isUpdate() {
    return old != null && subresource.isEmpty();
  }
}
