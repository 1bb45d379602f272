package io.navarch.gateway.registry;

import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.cache.SelectorFields;
import io.navarch.model.resource.ResourceDefinition;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which objects a list or watch is about.
 *
 * @param everything whether nothing is filtered
 * @param onlyName the one name that the field selector fixes, or empty
 * @param onlyNode the one node that the field selector fixes, or empty
 * @param fields reads what the predicate looks at
 */
record Selection(
    boolean everything,
    String onlyName,
    String onlyNode,
    Predicate<SelectorFields> predicate,
    Function<CachedObject, SelectorFields> fields) {

  static final Selection ALL = new Selection(true, "", "", _ -> true, CachedObject::fields);

  /**
   * The store's key of the one object that this can be about.
   *
   * @param namespace empty for all
   * @return empty where it can be about several
   */
  String onlyKey(ResourceDefinition resource, String namespace) {
    boolean known = !resource.namespaced() || !namespace.isEmpty();
    return known && !onlyName.isEmpty() ? resource.storageKey(namespace, onlyName) : "";
  }

  boolean matches(CachedObject object) {
    return everything || predicate.test(fields.apply(object));
  }
}
