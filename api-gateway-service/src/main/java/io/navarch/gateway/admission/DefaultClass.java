package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The class of a kind that its annotation makes the default: the newest, then by name. */
final class DefaultClass {
  private final Derived<Optional<String>> name;

  DefaultClass(ObjectReader reader, String group, String plural, String annotation) {
    this.name = new Derived<>(reader, group, plural, classes -> newest(classes, annotation));
  }

  /** Empty where there is none. */
  Optional<String> name() {
    return name.now();
  }

  private static Optional<String> newest(List<ApiObject> classes, String annotation) {
    return classes.stream()
        .filter(c -> "true".equals(c.annotations().get(annotation)))
        .min(Comparator.comparing(DefaultClass::created).reversed().thenComparing(ApiObject::name))
        .map(ApiObject::name);
  }

  private static String created(ApiObject object) {
    return ApiObject.string(object.metadata(), "creationTimestamp");
  }
}
