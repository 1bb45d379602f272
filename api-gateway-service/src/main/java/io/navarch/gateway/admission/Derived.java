package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What follows from all objects of a kind: worked out again when one of them has changed. */
final class Derived<T> {
  private record Known<T>(long at, T value) {}

  private final ObjectReader reader;
  private final String group;
  private final String resource;
  private final Function<List<ApiObject>, T> rule;
  private volatile @Nullable Known<T> known;

  Derived(ObjectReader reader, String group, String resource, Function<List<ApiObject>, T> rule) {
    this.reader = reader;
    this.group = group;
    this.resource = resource;
    this.rule = rule;
  }

  T now() {
    Known<T> last = known;
    long at = reader.lastChange(group, resource);
    if (last == null || last.at() != at) {
      last = new Known<>(at, rule.apply(reader.list(group, resource, "")));
      known = last;
    }
    return last.value();
  }
}
