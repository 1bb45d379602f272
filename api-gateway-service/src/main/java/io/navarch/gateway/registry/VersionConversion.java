package io.navarch.gateway.registry;

import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.strategy.AutoscalerConversion;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns objects between the version that a resource serves and the version it is stored in. Of the
 * built-in kinds only those differ whose served versions share their storage: {@code
 * autoscaling/v1}, {@code v2} and the two event APIs. Custom resources are converted as their
 * definition says.
 */
public final class VersionConversion {
  private final CustomForms custom;

  VersionConversion(CustomForms custom) {
    this.custom = custom;
  }

  /** The version that is stored; the served one where the two are written alike. */
  public ApiObject toStorage(ResourceDefinition resource, ApiObject object) {
    if (resource.group().equals("events.k8s.io")) {
      return EventConversion.toCore(object);
    }
    if (isAutoscalerV1(resource)) {
      return AutoscalerConversion.toV2(object);
    }
    return isCustom(resource) ? custom.toStorage(resource, object) : object;
  }

  public ApiObject fromStorage(ResourceDefinition resource, ApiObject stored) {
    if (resource.group().equals("events.k8s.io")) {
      return EventConversion.toEventsGroup(stored);
    }
    if (isAutoscalerV1(resource)) {
      return AutoscalerConversion.toV1(stored);
    }
    return isCustom(resource) ? custom.fromStorage(resource, List.of(stored)).getFirst() : stored;
  }

  /** Whether stored bytes are not what clients of this resource get. */
  public boolean isNeeded(ResourceDefinition resource) {
    return resource.group().equals("events.k8s.io")
        || isAutoscalerV1(resource)
        || isCustom(resource);
  }

  /** Whether a definition declares the resource. */
  boolean isCustom(ResourceDefinition resource) {
    return custom.definition(resource) != CustomForms.BUILT_IN;
  }

  /** Whether reading an object may call out of this process. */
  boolean isRemote(ResourceDefinition resource) {
    return custom.convertsRemotely(resource);
  }

  String listKind(ResourceDefinition resource) {
    return custom.listKind(resource);
  }

  CachedObject served(ResourceDefinition resource, CachedObject object) {
    if (!isNeeded(resource)) {
      return object;
    }
    return served(resource, List.of(object)).getFirst();
  }

  /**
   * Objects as the resource serves them. Custom ones are worked out once for each state of their
   * definition and kept; where nothing changes they are the stored ones.
   */
  List<CachedObject> served(ResourceDefinition resource, List<CachedObject> objects) {
    if (!isNeeded(resource)) {
      return objects;
    }
    Object definition = custom.definition(resource);
    CachedObject[] result = new CachedObject[objects.size()];
    List<Integer> missing = new ArrayList<>(0);
    for (int i = 0; i < result.length; i++) {
      CachedObject known = objects.get(i).derived(definition, resource.version());
      if (known == null) {
        missing.add(i);
      } else {
        result[i] = known;
      }
    }
    if (!missing.isEmpty()) {
      List<ApiObject> made = read(resource, missing.stream().map(objects::get).toList());
      for (int i = 0; i < made.size(); i++) {
        CachedObject stored = objects.get(missing.get(i));
        CachedObject served = encoded(stored, made.get(i));
        stored.keep(definition, resource.version(), served);
        result[missing.get(i)] = served;
      }
    }
    return Arrays.asList(result);
  }

  private List<ApiObject> read(ResourceDefinition resource, List<CachedObject> stored) {
    List<ApiObject> trees = new ArrayList<>(stored.size());
    stored.forEach(each -> trees.add(each.parse()));
    return isCustom(resource)
        ? custom.fromStorage(resource, trees)
        : trees.stream().map(tree -> fromStorage(resource, tree)).toList();
  }

  private static CachedObject encoded(CachedObject stored, ApiObject tree) {
    byte[] json = StoredForm.encode(tree);
    CachedObject made =
        stored.revision() == 0
            ? CachedObject.unversioned(stored.key(), json)
            : CachedObject.of(stored.key(), json, stored.revision());
    return Arrays.equals(made.json(), stored.json()) ? stored : made;
  }

  private static boolean isAutoscalerV1(ResourceDefinition resource) {
    return resource.group().equals("autoscaling")
        && resource.version().equals("v1")
        && resource.plural().equals("horizontalpodautoscalers");
  }
}
