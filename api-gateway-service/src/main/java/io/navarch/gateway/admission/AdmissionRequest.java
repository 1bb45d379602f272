package io.navarch.gateway.admission;

import io.navarch.gateway.access.User;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A write on its way to the store, as admission sees it.
 *
 * @param subresource empty for the resource itself
 * @param name empty where one is to be made of {@code generateName} once mutating plugins are done
 * @param object what is to be stored, or the options object of CONNECT; mutating plugins change it
 *     in place; null on DELETE
 * @param oldObject what stands now; null on CREATE
 * @param options the CreateOptions, UpdateOptions, PatchOptions or DeleteOptions as a tree
 * @param warnings plugins add texts for the client's {@code Warning} headers
 * @param notes what admission keeps of the request beside its object
 */
public record AdmissionRequest(
    Operation operation,
    ResourceDefinition resource,
    String subresource,
    String namespace,
    String name,
    @Nullable ApiObject object,
    @Nullable ApiObject oldObject,
    Map<String, Object> options,
    boolean dryRun,
    User user,
    List<String> warnings,
    AdmissionNotes notes) {

  public AdmissionRequest(
      Operation operation,
      ResourceDefinition resource,
      String subresource,
      String namespace,
      String name,
      @Nullable ApiObject object,
      @Nullable ApiObject oldObject,
      Map<String, Object> options,
      boolean dryRun,
      User user,
      List<String> warnings) {
    this(
        operation,
        resource,
        subresource,
        namespace,
        name,
        object,
        oldObject,
        options,
        dryRun,
        user,
        warnings,
        new AdmissionNotes());
  }

  /** Something new below a subresource that is not kept, such as a binding or a token. */
  public static AdmissionRequest creating(
      RequestInfo request,
      ResourceDefinition resource,
      String name,
      ApiObject object,
      boolean dryRun,
      User user,
      List<String> warnings) {
    return new AdmissionRequest(
        Operation.CREATE,
        resource,
        request.subresource(),
        request.namespace(),
        name,
        object,
        null,
        new LinkedHashMap<>(Map.of("kind", "CreateOptions", "apiVersion", "meta.k8s.io/v1")),
        dryRun,
        user,
        warnings);
  }

  /** The four kinds of admitted requests. */
  public enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    CONNECT
  }

  /** The same request about an object that has got its name. */
  public AdmissionRequest about(ApiObject named) {
    return new AdmissionRequest(
        operation,
        resource,
        subresource,
        namespace,
        named.name(),
        named,
        oldObject,
        options,
        dryRun,
        user,
        warnings,
        notes);
  }

  /**
   * What refusals call the object: its name, or that from which one is to be made. As upstream has
   * it, an object that has neither is {@code Unknown}.
   */
  public String named() {
    if (!name.isEmpty()) {
      return name;
    }
    String prefix = object == null ? "" : ApiObject.string(object.metadata(), "generateName");
    String own = object == null ? "" : object.name();
    return !own.isEmpty() ? own : !prefix.isEmpty() ? prefix : "Unknown";
  }

  /** Whether this is about the given resource, without a subresource. */
  public boolean isFor(String group, String plural) {
    return subresource.isEmpty()
        && resource.group().equals(group)
        && resource.plural().equals(plural);
  }
}
