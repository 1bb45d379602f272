package io.navarch.gateway.registry;

import io.navarch.gateway.access.User;
import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Serves create, update, patch, delete and deletecollection of any kind. */
public final class WriteEndpoint {
  private static final String APPLY_YAML = "application/apply-patch+yaml";

  private final BodyDecoder decoder;
  private final CreateOperation creates;
  private final UpdateOperation updates;
  private final DeleteOperation deletes;
  private final PatchOperation patches;
  private final ManagedFields managedFields;
  private final ListOperation lists;
  private final ObjectStorage storage;
  private final ObjectEncoder encoder;
  private final InstantSource clock;

  WriteEndpoint(
      BodyDecoder decoder,
      CreateOperation creates,
      UpdateOperation updates,
      DeleteOperation deletes,
      PatchOperation patches,
      ManagedFields managedFields,
      ListOperation lists,
      ObjectStorage storage,
      ObjectEncoder encoder,
      InstantSource clock) {
    this.decoder = decoder;
    this.creates = creates;
    this.updates = updates;
    this.deletes = deletes;
    this.patches = patches;
    this.managedFields = managedFields;
    this.lists = lists;
    this.storage = storage;
    this.encoder = encoder;
    this.clock = clock;
  }

  void create(Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    Representation as = Answers.representation(exchange, request, resource);
    BodyDecoder.Decoded decoded = decode(exchange, request, resource.gvk());
    WriteContext context = context(exchange, request, resource, user, "CreateOptions", "");
    context.warnings().addAll(decoded.warnings());
    CachedObject created = creates.create(context, decoded.object());
    answer(exchange, 201, created, context, as);
  }

  void update(Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    Representation as = Answers.representation(exchange, request, resource);
    boolean scale = request.subresource().equals("scale");
    BodyDecoder.Decoded decoded =
        decode(exchange, request, scale ? ScaleForm.KIND : resource.gvk());
    WriteContext context =
        context(exchange, request, resource, user, "UpdateOptions", request.name());
    context.warnings().addAll(decoded.warnings());
    UnaryOperator<ApiObject> change =
        scale
            ? current -> ScaleForm.apply(current, decoded.object())
            : _ -> decoded.object().copy();
    UpdateOperation.Result result =
        updates.update(context, UpdateOperation.Basis.SENT_OBJECT, change);
    if (result != null) {
      answer(exchange, 200, result.object(), context, as);
      return;
    }
    if (!resource.createOnUpdate() || !request.subresource().isEmpty()) {
      throw notFound(context);
    }
    ApiObject object = decoded.object();
    if (!object.name().equals(request.name())) {
      throw ApiException.badRequest(
          "the name of the object ("
              + object.name()
              + ") does not match the name on the URL ("
              + request.name()
              + ")");
    }
    object.metadata().remove("resourceVersion");
    answer(exchange, 201, creates.create(context, object), context, as);
  }

  void patch(Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    Representation as = Answers.representation(exchange, request, resource);
    String contentType = Answers.mediaType(exchange);
    WriteContext context =
        context(exchange, request, resource, user, "PatchOptions", request.name());
    boolean scale = request.subresource().equals("scale");
    if (contentType.equals(APPLY_YAML)) {
      apply(exchange, request, context, as);
      return;
    }
    if (request.flag("force")) {
      throw ApiException.invalid(
          "meta.k8s.io",
          "PatchOptions",
          "",
          List.of(FieldError.forbidden("force", "may not be specified for non-apply patch")));
    }
    UnaryOperator<ApiObject> change =
        patches.read(
            exchange.body(),
            contentType,
            resource,
            scale ? ScaleForm.KIND : resource.gvk(),
            request.parameter("fieldValidation"));
    UnaryOperator<ApiObject> onResource =
        scale
            ? current -> ScaleForm.apply(current, change.apply(ScaleForm.of(current, resource)))
            : change;
    UpdateOperation.Result result =
        updates.update(context, UpdateOperation.Basis.CHANGE, onResource);
    if (result == null) {
      throw notFound(context);
    }
    answer(exchange, 200, result.object(), context, as);
  }

  /** Server-side apply: changes what stands or creates it. */
  private void apply(
      Exchange exchange, RequestInfo request, WriteContext context, Representation as) {
    if (request.parameter("fieldManager").isEmpty()) {
      throw ApiException.invalid(
          "meta.k8s.io",
          "PatchOptions",
          "",
          List.of(FieldError.required("fieldManager", "is required for apply patch")));
    }
    BodyDecoder.Decoded applied =
        decoder.decodeApplied(
            exchange.body(), context.resource().gvk(), request.parameter("fieldValidation"));
    context.warnings().addAll(applied.warnings());
    boolean force = request.flag("force");
    UpdateOperation.Result result =
        updates.update(
            context,
            UpdateOperation.Basis.CHANGE,
            current -> managedFields.apply(context, current, applied.object().copy(), force));
    if (result != null) {
      answer(exchange, 200, result.object(), context, as);
      return;
    }
    if (!request.subresource().isEmpty()) {
      throw notFound(context);
    }
    ApiObject object = managedFields.apply(context, null, applied.object(), force);
    answer(exchange, 201, creates.create(context, object), context, as);
  }

  void delete(Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    Representation as = Answers.representation(exchange, request, resource);
    DeleteOptions options = deleteOptions(exchange, request);
    WriteContext context = deleteContext(request, resource, user, options, request.name());
    DeleteOperation.Result result = deletes.delete(context, options);
    int status = !result.removed() && Boolean.FALSE.equals(options.orphanDependents()) ? 202 : 200;
    if (!result.removed() || resource.deleteReturnsObject()) {
      answer(exchange, status, result.object(), context, as);
      return;
    }
    ApiObject gone = storage.read(resource, result.object());
    Answers.warn(exchange, context.warnings());
    Answers.send(exchange, status, TextForms.finish(success(resource, gone).write(), as), as);
  }

  private static ApiObject success(ResourceDefinition resource, ApiObject gone) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("name", gone.name());
    if (!resource.group().isEmpty()) {
      details.put("group", resource.group());
    }
    details.put("kind", resource.plural());
    details.put("uid", gone.uid());
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("kind", "Status");
    status.put("apiVersion", "v1");
    status.put("metadata", new LinkedHashMap<>());
    status.put("status", "Success");
    status.put("details", details);
    return new ApiObject(status);
  }

  void deleteCollection(
      Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    Representation as = Answers.representation(exchange, request, resource);
    DeleteOptions options = deleteOptions(exchange, request);
    ListOptions listOptions = ListOptions.of(request, false);
    Selection selection = Selections.of(resource, listOptions, "");
    String namespace = resource.namespaced() ? request.namespace() : "";
    ListOperation.Page page = lists.list(resource, namespace, listOptions, selection);
    for (CachedObject object : page.items()) {
      ApiObject tree = storage.read(resource, object);
      try {
        deletes.delete(deleteContext(request, resource, user, options, tree.name()), options);
      } catch (ApiException e) {
        if (e.code() != 404) {
          throw e;
        }
      }
    }
    Answers.send(exchange, 200, encoder.list(resource, page, as), as);
  }

  private DeleteOptions deleteOptions(Exchange exchange, RequestInfo request) {
    byte[] body = exchange.body();
    @Nullable Map<String, Object> tree = null;
    if (body.length > 0) {
      tree =
          decoder
              .decode(
                  body,
                  Answers.mediaType(exchange),
                  new GroupVersionKind("", "v1", "DeleteOptions"),
                  "Ignore")
              .object()
              .root();
    }
    return DeleteOptions.of(tree, request);
  }

  private WriteContext deleteContext(
      RequestInfo request,
      ResourceDefinition resource,
      User user,
      DeleteOptions options,
      String name) {
    return new WriteContext(
        resource,
        "",
        resource.namespaced() ? request.namespace() : "",
        name,
        user,
        options.dryRun(),
        "",
        options.tree(),
        clock.instant(),
        new ArrayList<>(0));
  }

  private BodyDecoder.Decoded decode(
      Exchange exchange, RequestInfo request, GroupVersionKind kind) {
    return decoder.decode(
        exchange.body(), Answers.mediaType(exchange), kind, request.parameter("fieldValidation"));
  }

  private WriteContext context(
      Exchange exchange,
      RequestInfo request,
      ResourceDefinition resource,
      User user,
      String optionsKind,
      String name) {
    boolean dryRun = DryRun.of(request, optionsKind);
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("kind", optionsKind);
    options.put("apiVersion", "meta.k8s.io/v1");
    for (String key : List.of("fieldManager", "fieldValidation")) {
      if (!request.parameter(key).isEmpty()) {
        options.put(key, request.parameter(key));
      }
    }
    if (dryRun) {
      options.put("dryRun", List.of("All"));
    }
    return new WriteContext(
        resource,
        request.subresource(),
        resource.namespaced() ? request.namespace() : "",
        name,
        user,
        dryRun,
        fieldManager(exchange, request),
        options,
        clock.instant(),
        new ArrayList<>(0));
  }

  /** The manager that the client names, else what its user agent begins with. */
  private static String fieldManager(Exchange exchange, RequestInfo request) {
    String named = request.parameter("fieldManager");
    if (!named.isEmpty()) {
      return named;
    }
    String agent = exchange.header("User-Agent");
    if (agent == null) {
      return "unknown";
    }
    int slash = agent.indexOf('/');
    return slash < 0 ? agent : agent.substring(0, slash);
  }

  private void answer(
      Exchange exchange, int status, CachedObject object, WriteContext context, Representation as) {
    Answers.warn(exchange, context.warnings());
    ResourceDefinition resource = context.resource();
    if (context.subresource().equals("scale")) {
      ApiObject scale = ScaleForm.of(storage.read(resource, object), resource);
      Answers.send(exchange, status, TextForms.finish(scale.write(), as), as);
      return;
    }
    Answers.send(exchange, status, encoder.object(resource, object, as), as);
  }

  private static ApiException notFound(WriteContext context) {
    return ApiException.notFound(
        context.resource().group(), context.resource().plural(), context.name());
  }
}
