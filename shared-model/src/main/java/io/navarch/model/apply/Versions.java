package io.navarch.model.apply;

import io.navarch.model.schema.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Other versions of an object, for managers who wrote it in one of those. */
@FunctionalInterface
public interface Versions {
  /** Only the version at hand is served. */
  Versions NONE = (_, _, _) -> null;

  /** An object and the schema of its version. */
  record Versioned(Schema schema, Map<String, Object> object) {}

  /**
   * @param object of version {@code from}; is not changed
   * @return null when the version is not served any more
   */
  @Nullable Versioned convert(Map<String, Object> object, String from, String to);
}
