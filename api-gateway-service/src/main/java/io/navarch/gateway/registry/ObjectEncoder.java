package io.navarch.gateway.registry;

import io.navarch.gateway.cache.CacheEvent;
import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.http.AnswerBody;
import io.navarch.gateway.table.Tables;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.protobuf.ProtobufWriter;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Writes objects, lists and watch events as a client asks for them; plain JSON is copied. */
final class ObjectEncoder {
  private static final Json.Raw NULL = new Json.Raw("null".getBytes(StandardCharsets.US_ASCII));

  /** The revision of what a dry run would have made. */
  private static final String NOT_STORED = "0";

  private static final byte[] LIST_END = "]}\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FRAME_END = "}\n".getBytes(StandardCharsets.US_ASCII);

  private final Tables tables;
  private final VersionConversion conversion;
  private final InstantSource clock;
  private final EmptyObjects emptyObjects = new EmptyObjects();

  ObjectEncoder(Tables tables, VersionConversion conversion, InstantSource clock) {
    this.tables = tables;
    this.conversion = conversion;
    this.clock = clock;
  }

  /**
   * The bytes of one object.
   *
   * @throws ApiException 406 if it is asked for in the form of a list
   */
  byte[] object(ResourceDefinition resource, CachedObject object, Representation as) {
    byte[] json =
        switch (as.form()) {
          case OBJECT -> served(resource, object);
          case PARTIAL_METADATA -> partial(object, as);
          case PARTIAL_METADATA_LIST ->
              throw ApiException.notAcceptable(
                  "you requested PartialObjectMetadataList, but the requested object is not a list"
                      + " (*"
                      + internalType(resource, resource.kind(), "Unstructured")
                      + ")");
          case TABLE -> {
            as.requireParts();
            yield rowOf(resource, object, as, true);
          }
        };
    return TextForms.finish(json, as);
  }

  /** The bytes of a workload's scale. */
  byte[] scale(ResourceDefinition resource, CachedObject workload, Representation as) {
    ApiObject served = conversion.fromStorage(resource, workload.parse());
    ScaleForm.requireSize(resource, served);
    ApiObject scale = ScaleForm.of(served, resource);
    byte[] json = StoredForm.encode(scale);
    return object(
        ScaleForm.RESOURCE, CachedObject.of(workload.key(), json, workload.revision()), as);
  }

  /** Whether encoding an object may call out of this process. */
  boolean convertsRemotely(ResourceDefinition resource) {
    return conversion.isRemote(resource);
  }

  /** The object in the version that the resource serves, as JSON. */
  private byte[] served(ResourceDefinition resource, CachedObject object) {
    return conversion.served(resource, object).json();
  }

  private static byte[] partial(CachedObject object, Representation as) {
    byte[] metadata = object.metadataJson();
    String head =
        "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\""
            + as.metaApiVersion()
            + "\",\"metadata\":";
    ByteArrayOutputStream out = new ByteArrayOutputStream(metadata.length + head.length() + 1);
    out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(metadata);
    out.write('}');
    return out.toByteArray();
  }

  /** The type of upstream's internal form, by which it names objects in refusals. */
  private String internalType(ResourceDefinition resource, String kind, String custom) {
    if (conversion.isCustom(resource)) {
      return "unstructured." + custom;
    }
    String group = resource.group().equals("events.k8s.io") ? "" : resource.group();
    return (group.isEmpty() ? "core" : group.split("\\.", 2)[0]) + "." + kind;
  }

  /**
   * The bytes of a list.
   *
   * @throws ApiException 406 if it is asked for in the form of one object
   */
  AnswerBody list(ResourceDefinition resource, ListOperation.Page page, Representation as) {
    AnswerBody json =
        switch (as.form()) {
          case OBJECT -> plainList(resource, page);
          case PARTIAL_METADATA ->
              throw ApiException.notAcceptable(
                  "you requested PartialObjectMetadata, but the requested object is a list (*"
                      + internalType(resource, conversion.listKind(resource), "UnstructuredList")
                      + ")");
          case PARTIAL_METADATA_LIST ->
              joined(
                  listHead(
                      "PartialObjectMetadataList", as.metaApiVersion(), listMetadata(page, false)),
                  page.items(),
                  (body, item) -> body.add(partial(item, as)));
          case TABLE -> {
            as.requireParts();
            Map<String, Object> table =
                table(resource, page.items(), String.valueOf(page.revision()), as, true);
            ApiObject.child(table, "metadata").putAll(listMetadata(page, false));
            yield AnswerBody.line(Json.write(table));
          }
        };
    return TextForms.finish(json, as);
  }

  private AnswerBody plainList(ResourceDefinition resource, ListOperation.Page page) {
    boolean custom = conversion.isCustom(resource);
    byte[] head =
        listHead(conversion.listKind(resource), resource.apiVersion(), listMetadata(page, custom));
    List<CachedObject> items = conversion.served(resource, page.items());
    // Items of built-in lists have no kind and apiVersion, which stand before their metadata.
    return custom
        ? joined(head, items, (body, item) -> body.add(item.json()))
        : joined(
            head, items, (body, item) -> body.add('{').add(item.json(), item.metadataOffset()));
  }

  private static byte[] listHead(String kind, String apiVersion, Map<String, Object> metadata) {
    String head =
        "{\"kind\":\""
            + kind
            + "\",\"apiVersion\":\""
            + apiVersion
            + "\",\"metadata\":"
            + Json.writeString(metadata)
            + ",\"items\":[";
    return head.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param custom whether the end is said by an empty token, as lists of custom objects do
   */
  private static Map<String, Object> listMetadata(ListOperation.Page page, boolean custom) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    if (custom && page.continueToken().isEmpty()) {
      metadata.put("continue", "");
    }
    if (page.revision() != 0) {
      metadata.put("resourceVersion", Long.toString(page.revision()));
    }
    if (!page.continueToken().isEmpty()) {
      metadata.put("continue", page.continueToken());
      if (page.remaining() > 0) {
        metadata.put("remainingItemCount", page.remaining());
      }
    }
    return metadata;
  }

  private static <T> AnswerBody joined(
      byte[] head, List<T> items, BiConsumer<AnswerBody.Builder, T> write) {
    AnswerBody.Builder body = new AnswerBody.Builder(items.size()).add(head);
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        body.add(',');
      }
      write.accept(body, items.get(i));
    }
    return body.add(LIST_END).build();
  }

  private Map<String, Object> table(
      ResourceDefinition resource,
      List<CachedObject> objects,
      String revision,
      Representation as,
      boolean withColumns) {
    return table(
        resource, objects, conversion.served(resource, objects), revision, as, withColumns);
  }

  /**
   * @param served the objects in the version that the resource serves
   */
  private Map<String, Object> table(
      ResourceDefinition resource,
      List<CachedObject> objects,
      List<CachedObject> served,
      String revision,
      Representation as,
      boolean withColumns) {
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("kind", "Table");
    table.put("apiVersion", as.metaApiVersion());
    Map<String, Object> metadata = new LinkedHashMap<>();
    if (!revision.equals(NOT_STORED)) {
      metadata.put("resourceVersion", revision);
    }
    table.put("metadata", metadata);
    table.put("columnDefinitions", withColumns ? tables.columns(resource) : NULL);
    List<Object> rows = new ArrayList<>(objects.size());
    boolean asStored = isShownAsStored(resource);
    for (int i = 0; i < objects.size(); i++) {
      CachedObject object = asStored ? objects.get(i) : served.get(i);
      Map<String, Object> row = new LinkedHashMap<>();
      ApiObject tree = object.parse();
      row.put("cells", tables.cells(resource, tree, clock.instant()));
      List<Object> conditions = tables.conditions(resource, tree);
      if (!conditions.isEmpty()) {
        row.put("conditions", conditions);
      }
      switch (as.includeObject()) {
        case "None" -> row.put("object", NULL);
        case "Object" -> row.put("object", whole(served.get(i), object, tree).root());
        default -> row.put("object", new Json.Raw(partial(object, as)));
      }
      rows.add(row);
    }
    table.put("rows", rows);
    return table;
  }

  private static ApiObject whole(CachedObject served, CachedObject parsed, ApiObject tree) {
    return served == parsed ? tree : served.parse();
  }

  /**
   * Rows tell what is stored, where that is of another version: an autoscaler's first version has
   * not all that there is to tell. Kinds that are stored in another group's form have other names
   * for what their rows tell.
   */
  private boolean isShownAsStored(ResourceDefinition resource) {
    String stored = resource.storageVersion();
    int slash = stored.indexOf('/');
    return !conversion.isCustom(resource)
        && resource.group().equals(slash < 0 ? "" : stored.substring(0, slash));
  }

  /** One line of a watch. */
  byte[] frame(
      ResourceDefinition resource,
      CacheEvent.Type type,
      CachedObject object,
      Representation as,
      boolean first) {
    byte[] body =
        switch (as.form()) {
          case OBJECT -> served(resource, object);
          case PARTIAL_METADATA, PARTIAL_METADATA_LIST -> partial(object, as);
          case TABLE -> rowOf(resource, object, as, first);
        };
    return frame(type.name(), body, as);
  }

  /** A table of one object. */
  private byte[] rowOf(
      ResourceDefinition resource, CachedObject object, Representation as, boolean withColumns) {
    return Json.write(
        table(resource, List.of(object), String.valueOf(object.revision()), as, withColumns));
  }

  /** One event around an object in JSON. */
  static byte[] frame(String type, byte[] object, Representation as) {
    if (as.media() == Representation.Media.PROTOBUF) {
      return ProtobufWriter.watchFrame(type, ProtobufWriter.write(object));
    }
    byte[] head = ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.US_ASCII);
    byte[] out = new byte[head.length + object.length + FRAME_END.length];
    System.arraycopy(head, 0, out, 0, head.length);
    System.arraycopy(object, 0, out, head.length, object.length);
    System.arraycopy(FRAME_END, 0, out, head.length + object.length, FRAME_END.length);
    return out;
  }

  /**
   * A bookmark: an object of the watched kind of which nothing is known but a resourceVersion.
   *
   * @param initialEventsEnd whether what stood when the watch began has been sent
   * @param first whether it is the watch's first event, which has a table's columns
   */
  byte[] bookmark(
      ResourceDefinition resource,
      long revision,
      boolean initialEventsEnd,
      Representation as,
      boolean first) {
    CachedObject mark =
        CachedObject.of("", emptyObjects.of(resource.gvk(), initialEventsEnd), revision);
    byte[] body =
        switch (as.form()) {
          case OBJECT -> mark.json();
          case PARTIAL_METADATA, PARTIAL_METADATA_LIST -> partial(mark, as);
          case TABLE -> {
            List<CachedObject> row = List.of(mark);
            yield Json.write(table(resource, row, row, Long.toString(revision), as, first));
          }
        };
    return frame("BOOKMARK", body, as);
  }
}
