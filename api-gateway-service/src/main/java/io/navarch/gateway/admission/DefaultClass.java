package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import java.util.Comparator;
import java.util.Optional;

/** The class of a kind that its annotation makes the default: the newest, then by name. */
final class DefaultClass {
  private DefaultClass() {}

  static Optional<ApiObject> find(
      ObjectReader reader, String group, String plural, String annotation) {
    return reader.list(group, plural, "").stream()
        .filter(c -> "true".equals(c.annotations().get(annotation)))
        .min(Comparator.comparing(DefaultClass::created).reversed().thenComparing(ApiObject::name));
  }

  private static String created(ApiObject object) {
    return ApiObject.string(object.metadata(), "creationTimestamp");
  }
}
