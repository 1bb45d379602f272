package io.navarch.gateway.openapi;

import io.navarch.model.resource.GroupVersionKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The schemas of custom resources, as they were declared. */
public interface CustomDefinitions {
  /** There are none. */
  CustomDefinitions NONE = _ -> null;

  /** The declared schema of a kind; empty where it declares nothing, null if it is not custom. */
  @Nullable Map<String, Object> declared(GroupVersionKind kind);
}
