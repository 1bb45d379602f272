package io.navarch.gateway.registry;

import io.navarch.gateway.access.User;
import io.navarch.gateway.audit.AuditTrail;
import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Serves create, update, patch, delete and deletecollection of any kind. */
public final class WriteEndpoint {
  private final BodyDecoder decoder;
  private final CreateOperation creates;
  private final UpdateOperation updates;
  private final DeleteOperation deletes;
  private final PatchOperation patches;
  private final FieldTracking fields;
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
      FieldTracking fields,
      ListOperation lists,
      ObjectStorage storage,
      ObjectEncoder encoder,
      InstantSource clock) {
    this.decoder = decoder;
    this.creates = creates;
    this.updates = updates;
    this.deletes = deletes;
    this.patches = patches;
    this.fields = fields;
    this.lists = lists;
    this.storage = storage;
    this.encoder = encoder;
    this.clock = clock;
  }

  void create(Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    Representation as = Answers.representation(exchange, request, resource);
    decoder.requireReadable(Answers.mediaType(exchange));
    WriteOptions options = WriteOptions.of(exchange, request, WriteOptions.Purpose.CREATE);
    BodyDecoder.Decoded decoded = decode(exchange, request, resource.gvk());
    WriteContext context = context(request, resource, user, options, "");
    Answers.warn(exchange, decoded.warnings());
    OwnerReferences.deduplicateSent(decoded.object(), context.warnings());
    CachedObject created =
        warning(exchange, context, () -> creates.create(context, decoded.object()));
    answer(exchange, 201, created, context, as);
  }

  void update(Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    Representation as = Answers.representation(exchange, request, resource);
    WriteOptions options = WriteOptions.of(exchange, request, WriteOptions.Purpose.UPDATE);
    boolean scale = isScale(request);
    BodyDecoder.Decoded decoded =
        decode(exchange, request, scale ? ScaleForm.KIND : resource.gvk());
    WriteContext context = context(request, resource, user, options, request.name());
    Answers.warn(exchange, decoded.warnings());
    OwnerReferences.deduplicateSent(decoded.object(), context.warnings());
    UpdateOperation.requireSameObject(context, decoded.object());
    UnaryOperator<ApiObject> change =
        live -> {
          UpdateOperation.requireSameUid(context, decoded.object(), live.uid());
          return decoded.object().copy();
        };
    UpdateOperation.Result result =
        update(
            exchange,
            context,
            UpdateOperation.Basis.SENT_OBJECT,
            scale
                ? live -> fields.throughScale(context, live, change)
                : live -> fields.track(context, live, decoded.object().copy()));
    if (result != null) {
      answer(exchange, 200, result.object(), context, as);
      return;
    }
    if (!resource.createOnUpdate() || !request.subresource().isEmpty()) {
      throw notFound(context);
    }
    ApiObject object = decoded.object();
    UpdateOperation.requireSameUid(context, object, "");
    object.metadata().remove("resourceVersion");
    CachedObject made = warning(exchange, context, () -> creates.create(context, object));
    answer(exchange, 201, made, context, as);
  }

  private static boolean isScale(RequestInfo request) {
    return request.subresource().equals("scale");
  }

  void patch(Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    boolean scale = isScale(request);
    GroupVersionKind kind = scale ? ScaleForm.KIND : resource.gvk();
    String contentType = Answers.patchType(exchange);
    boolean applies = contentType.equals(PatchOperation.APPLY_YAML);
    if (scale && !applies) {
      ScaleForm.requirePatch(resource, contentType);
    }
    patches.requireType(contentType, kind);
    Representation as = Answers.representation(exchange, request, resource);
    if (applies) {
      WriteOptions options = WriteOptions.of(exchange, request, WriteOptions.Purpose.APPLY);
      WriteContext context = context(request, resource, user, options, request.name());
      apply(exchange, request, context, options.force(), as);
      return;
    }
    WriteOptions options = WriteOptions.of(exchange, request, WriteOptions.Purpose.PATCH);
    WriteContext context = context(request, resource, user, options, request.name());
    AuditTrail.requestedPatch(exchange.body(), contentType);
    UnaryOperator<ApiObject> change =
        patches.read(
            exchange.body(),
            contentType,
            kind,
            request.parameter("fieldValidation"),
            context.warnings());
    UpdateOperation.Result result =
        update(
            exchange,
            context,
            UpdateOperation.Basis.CHANGE,
            scale
                ? live ->
                    fields.throughScale(context, live, of -> ofSameName(context, change.apply(of)))
                : live -> fields.track(context, live, change.apply(live.copy())));
    if (result == null) {
      throw notFound(context);
    }
    answer(exchange, 200, result.object(), context, as);
  }

  private static ApiObject ofSameName(WriteContext context, ApiObject scale) {
    UpdateOperation.requireSameObject(context, scale);
    return scale;
  }

  /** Server-side apply: changes what stands or creates it. */
  private void apply(
      Exchange exchange,
      RequestInfo request,
      WriteContext context,
      boolean force,
      Representation as) {
    AuditTrail.requestedPatch(exchange.body(), PatchOperation.APPLY_YAML);
    BodyDecoder.Applied applied =
        decoder.decodeApplied(exchange.body(), request.parameter("fieldValidation"));
    Answers.warn(exchange, applied.warnings());
    GroupVersionKind kind = isScale(request) ? ScaleForm.KIND : context.resource().gvk();
    UnaryOperator<Map<String, Object>> conform =
        tree -> decoder.decodeApplyResult(tree, kind).object().root();
    Map<String, Object> config = applied.config();
    UpdateOperation.Result result =
        update(
            exchange,
            context,
            UpdateOperation.Basis.CHANGE,
            isScale(request)
                ? live -> fields.applyScale(context, live, config, force, conform)
                : live -> new ApiObject(conform.apply(fields.apply(context, live, config, force))));
    if (result != null) {
      answer(exchange, 200, result.object(), context, as);
      return;
    }
    if (!request.subresource().isEmpty()) {
      throw notFound(context);
    }
    ApiObject object = new ApiObject(conform.apply(fields.apply(context, null, config, force)));
    requireNew(context, object);
    CachedObject made = warning(exchange, context, () -> creates.createTracked(context, object));
    answer(exchange, 201, made, context, as);
  }

  private static void requireNew(WriteContext context, ApiObject object) {
    ResourceDefinition resource = context.resource();
    if (!object.uid().isEmpty()) {
      throw ApiException.conflict(
          resource.group(),
          resource.plural(),
          context.name(),
          "uid mismatch: the provided object specified uid "
              + object.uid()
              + ", and no existing object was found");
    }
    UpdateOperation.requireName(context, object);
    object.metadata().remove("resourceVersion");
  }

  void delete(Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    Representation as = Answers.representation(exchange, request, resource);
    DeleteOptions options = deleteOptions(exchange, request);
    WriteContext context = deleteContext(request, resource, user, options, request.name());
    DeleteOperation.Result result =
        warning(exchange, context, () -> deletes.delete(context, options));
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
    ListOptions listOptions = ListOptions.of(request, false);
    Selection selection = Selections.of(storage, resource, listOptions, "");
    DeleteOptions options = deleteOptions(exchange, request);
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
    if (body.length > 0 && !new String(body, StandardCharsets.UTF_8).strip().equals("null")) {
      try {
        tree =
            decoder
                .decode(body, Answers.mediaType(exchange), DeleteOptions.KIND, "Ignore")
                .object()
                .root();
      } catch (ApiException e) {
        throw DeleteOptions.unreadable(e);
      }
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
      RequestInfo request,
      ResourceDefinition resource,
      User user,
      WriteOptions options,
      String name) {
    return new WriteContext(
        resource,
        request.subresource(),
        resource.namespaced() ? request.namespace() : "",
        name,
        user,
        options.dryRun(),
        options.fieldManager(),
        options.tree(),
        clock.instant(),
        new ArrayList<>(0));
  }

  private UpdateOperation.@Nullable Result update(
      Exchange exchange,
      WriteContext context,
      UpdateOperation.Basis basis,
      UnaryOperator<ApiObject> change) {
    return warning(exchange, context, () -> updates.update(context, basis, change));
  }

  /** What was warned of is told with a refusal too. */
  private static <T extends @Nullable Object> T warning(
      Exchange exchange, WriteContext context, Supplier<T> write) {
    try {
      return write.get();
    } catch (ApiException refused) {
      Answers.warn(exchange, context.warnings());
      throw refused;
    }
  }

  private void answer(
      Exchange exchange, int status, CachedObject object, WriteContext context, Representation as) {
    Answers.warn(exchange, context.warnings());
    ResourceDefinition resource = context.resource();
    if (context.subresource().equals("scale")) {
      Answers.send(exchange, status, encoder.scale(resource, object, as), as);
      return;
    }
    Answers.send(exchange, status, encoder.object(resource, object, as), as);
  }

  private static ApiException notFound(WriteContext context) {
    return ApiException.notFound(
        context.resource().group(), context.resource().plural(), context.name());
  }
}
