package io.navarch.gateway.registry;

import io.navarch.gateway.access.User;
import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import io.navarch.model.store.StateStore;
import io.navarch.model.store.StoreException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The deprecated {@code componentstatuses}: whether the store is well. */
final class ComponentStatuses implements SubresourceHandler {
  private static final String NAME = "etcd-0";

  private final StateStore store;
  private final ObjectStorage storage;
  private final ObjectEncoder encoder;

  ComponentStatuses(StateStore store, ObjectStorage storage, ObjectEncoder encoder) {
    this.store = store;
    this.storage = storage;
    this.encoder = encoder;
  }

  @Override
  public boolean serves(ResourceDefinition resource, String subresource, String verb) {
    return resource.group().isEmpty()
        && resource.plural().equals("componentstatuses")
        && (verb.equals("get") || verb.equals("list"));
  }

  @Override
  public void handle(
      Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    Representation as = Answers.representation(exchange, request, resource);
    CachedObject etcd = etcd();
    if (request.verb().equals("list")) {
      ListOptions options = ListOptions.of(request, false);
      Selection selection = Selections.of(storage, resource, options, "");
      List<CachedObject> items = selection.matches(etcd) ? List.of(etcd) : List.of();
      ListOperation.Page page = new ListOperation.Page(items, 0, "", -1);
      Answers.send(exchange, 200, encoder.list(resource, page, as), as);
      return;
    }
    if (!request.name().equals(NAME)) {
      throw ApiException.notFound("", resource.singular(), request.name());
    }
    Answers.send(exchange, 200, encoder.object(resource, etcd, as), as);
  }

  private CachedObject etcd() {
    String problem = "";
    try {
      if (!store.status().healthy()) {
        problem = "the store reports that it is not healthy";
      }
    } catch (StoreException e) {
      problem = String.valueOf(e.getMessage());
    }
    Map<String, Object> condition = new LinkedHashMap<>();
    condition.put("type", "Healthy");
    condition.put("status", problem.isEmpty() ? "True" : "False");
    condition.put(problem.isEmpty() ? "message" : "error", problem.isEmpty() ? "ok" : problem);
    ApiObject object =
        new ApiObject(
            Map.of(
                "kind",
                "ComponentStatus",
                "apiVersion",
                "v1",
                "metadata",
                Map.of("name", NAME),
                "conditions",
                List.of(condition)));
    return CachedObject.unversioned(
        "/registry/componentstatuses/" + NAME, StoredForm.encode(object));
  }
}
