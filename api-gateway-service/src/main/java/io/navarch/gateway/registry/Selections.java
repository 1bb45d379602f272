package io.navarch.gateway.registry;

import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.cache.SelectorFields;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.selector.FieldSelector;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads the selectors of a request. */
final class Selections {
  private Selections() {}

  /**
   * @param storage knows how custom resources look in the served version
   * @param name where the path names one object, else empty
   * @throws io.navarch.model.status.ApiException 400, also for fields of another object than the
   *     named one
   */
  static Selection of(
      ObjectStorage storage, ResourceDefinition resource, ListOptions options, String name) {
    LabelSelector labels = options.labels();
    FieldSelector fields = options.fields().checkedFor(resource);
    String selectedName = fields.exactValue("metadata.name").orElse("");
    if (!name.isEmpty() && !fields.isEverything() && !selectedName.equals(name)) {
      throw ApiException.badRequest("fieldSelector metadata.name doesn't match requested name");
    }
    String onlyName = name.isEmpty() ? selectedName : name;
    if (labels.isEverything() && fields.isEverything() && onlyName.isEmpty()) {
      return Selection.ALL;
    }
    boolean pods = resource.plural().equals("pods") && resource.group().isEmpty();
    String onlyNode = pods ? fields.exactValue("spec.nodeName").orElse("") : "";
    Predicate<SelectorFields> predicate =
        object ->
            labels.matches(object.labels())
                && fields.matches(field -> object.value(storedName(resource, field)))
                && (name.isEmpty() || name.equals(object.value("metadata.name")));
    return new Selection(false, onlyName, onlyNode, predicate, fieldsOf(storage, resource));
  }

  /** A custom resource's fields are those of the version that the client speaks. */
  private static Function<CachedObject, SelectorFields> fieldsOf(
      ObjectStorage storage, ResourceDefinition resource) {
    List<String> paths = resource.fieldSelectors();
    return storage.isCustom(resource) && !paths.isEmpty()
        ? object -> storage.served(resource, object).fields(paths)
        : CachedObject::fields;
  }

  /** Events are stored in their core form whichever group they are read from. */
  private static String storedName(ResourceDefinition resource, String field) {
    if (!resource.group().equals("events.k8s.io")) {
      return field;
    }
    return field.equals("reportingController")
        ? "reportingComponent"
        : field.startsWith("regarding.")
            ? "involvedObject." + field.substring("regarding.".length())
            : field;
  }
}
