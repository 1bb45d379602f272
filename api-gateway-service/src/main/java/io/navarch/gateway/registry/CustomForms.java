package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.util.List;

/** What the registry asks about resources that a CustomResourceDefinition declares. */
public interface CustomForms {
  /** Built-in resources only. */
  CustomForms NONE = new NoCustomForms();

  /**
   * The state of the definition that serves this resource, to be compared by identity; {@link
   * #BUILT_IN} for built-in resources.
   */
  Object definition(ResourceDefinition resource);

  /** Stands for all built-in resources. */
  Object BUILT_IN = new Object();

  /** The kind of lists of the resource. */
  String listKind(ResourceDefinition resource);

  /** The object in the version that is stored. */
  ApiObject toStorage(ResourceDefinition resource, ApiObject object);

  /**
   * Stored objects as the resource serves them: converted, pruned and with the defaults that its
   * schema has now. Used up.
   */
  List<ApiObject> fromStorage(ResourceDefinition resource, List<ApiObject> stored);

  /** Whether {@link #fromStorage} may call out of this process. */
  boolean convertsRemotely(ResourceDefinition resource);
}
