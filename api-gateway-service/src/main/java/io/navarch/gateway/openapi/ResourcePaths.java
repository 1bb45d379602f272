package io.navarch.gateway.openapi;

import io.navarch.gateway.openapi.ApiOperation.Answer;
import io.navarch.gateway.openapi.ApiOperation.Body;
import io.navarch.gateway.openapi.ApiOperation.Produces;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The paths under which one resource is served, its subresources and watches among them. */
final class ResourcePaths {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final List<String> LIST =
      List.of(
          "allowWatchBookmarks",
          "continue",
          "fieldSelector",
          "labelSelector",
          "limit",
          "resourceVersion",
          "resourceVersionMatch",
          "sendInitialEvents",
          "shardSelector",
          "timeoutSeconds",
          "watch");
  private static final List<String> DELETE =
      List.of(
          "dryRun",
          "gracePeriodSeconds",
          "ignoreStoreReadErrorWithClusterBreakingPotential",
          "orphanDependents",
          "propagationPolicy");
  private static final List<String> WRITE = List.of("dryRun", "fieldManager", "fieldValidation");
  private static final List<String> PATCH =
      List.of("dryRun", "fieldManager", "fieldValidation", "force");

  private final ResourceDefinition resource;
  private final Function<GroupVersionKind, String> definitions;
  private final String root;
  private final String tag;
  private final String infix;
  private final boolean custom;

  /**
   * @param definitions the OpenAPI name of a kind
   */
  ResourcePaths(ResourceDefinition resource, Function<GroupVersionKind, String> definitions) {
    this.resource = resource;
    this.definitions = definitions;
    this.root =
        resource.group().isEmpty()
            ? "/api/" + resource.version()
            : "/apis/" + resource.group() + "/" + resource.version();
    this.tag = OperationNames.tag(resource.group(), resource.version());
    this.infix = OperationNames.groupVersion(resource.group(), resource.version());
    this.custom = !BuiltinResources.instance().has(resource);
  }

  List<ApiPath> all() {
    String place = resource.namespaced() ? "/namespaces/{namespace}/" : "/";
    String collection = place + resource.plural();
    String item = collection + "/{name}";
    List<ApiPath> paths = new ArrayList<>();
    add(paths, root + collection, collectionOperations());
    if (resource.namespaced()) {
      add(paths, root + "/" + resource.plural(), everywhere());
      add(paths, root + "/watch/" + resource.plural(), watchEverywhere());
    }
    add(paths, root + item, itemOperations());
    add(paths, root + "/watch" + collection, watchCollection());
    add(paths, root + "/watch" + item, watchItem());
    resource.subresources().values().forEach(each -> subresource(paths, root + item, each));
    return paths;
  }

  private void add(List<ApiPath> paths, String path, List<ApiOperation> operations) {
    if (!operations.isEmpty()) {
      paths.add(new ApiPath(path, tag, operations));
    }
  }

  private boolean can(String verb) {
    return resource.verbs().contains(verb);
  }

  private String scope() {
    return resource.namespaced() ? "Namespaced" : "";
  }

  private String definition() {
    return definitions.apply(resource.gvk());
  }

  private String listDefinition() {
    return definitions.apply(
        new GroupVersionKind(resource.group(), resource.version(), resource.kind() + "List"));
  }

  private List<ApiOperation> collectionOperations() {
    List<ApiOperation> result = new ArrayList<>();
    String kind = resource.kind();
    if (can("create")) {
      result.add(
          operation(
              "post",
              "create" + infix + scope() + kind,
              "create " + withArticle(kind),
              "post",
              resource.gvk(),
              parameters(WRITE, namespaceOnly()),
              new Body.Object(definition(), true),
              objects(),
              created(definition())));
    }
    if (can("list")) {
      result.add(list("list" + infix + scope() + kind, parameters(LIST, namespaceOnly())));
    }
    if (can("deletecollection")) {
      result.add(
          operation(
              "delete",
              "delete" + infix + "Collection" + scope() + kind,
              "delete collection of " + kind,
              "deletecollection",
              resource.gvk(),
              parameters(deleteCollectionParameters(), namespaceOnly()),
              custom ? new Body.None() : new Body.Object(META + "DeleteOptions", false),
              objects(),
              ApiOperation.ok(META + "Status")));
    }
    return result;
  }

  /** Of custom resources the published operation is described as their list is. */
  private List<String> deleteCollectionParameters() {
    return custom
        ? LIST
        : Stream.concat(LIST.stream(), DELETE.stream())
            .filter(n -> !n.equals("watch") && !n.equals("allowWatchBookmarks"))
            .toList();
  }

  private Produces objects() {
    return custom ? Produces.CUSTOM : Produces.OBJECT;
  }

  /** {@code a Pod}, {@code an Ingress}, and {@code Endpoints}, of which there are always many. */
  private static String withArticle(String kind) {
    if (kind.endsWith("s") && !kind.endsWith("ss")) {
      return kind;
    }
    return ("AEIOU".indexOf(kind.charAt(0)) < 0 ? "a " : "an ") + kind;
  }

  private ApiOperation list(String id, List<ApiParameter> parameters) {
    return operation(
        "get",
        id,
        (can("watch") && !custom ? "list or watch objects of kind " : "list objects of kind ")
            + resource.kind(),
        "list",
        resource.gvk(),
        parameters,
        new Body.None(),
        custom ? Produces.CUSTOM : Produces.OBJECT_OR_WATCH,
        ApiOperation.ok(listDefinition()));
  }

  private List<ApiOperation> everywhere() {
    return can("list")
        ? List.of(
            list(
                "list" + infix + OperationNames.capitalized(resource.kind()) + "ForAllNamespaces",
                parameters(LIST, List.of())))
        : List.of();
  }

  private List<ApiOperation> watchEverywhere() {
    return watch("watch" + infix + resource.kind() + "ListForAllNamespaces", true, List.of());
  }

  private List<ApiOperation> watchCollection() {
    return watch("watch" + infix + scope() + resource.kind() + "List", true, namespaceOnly());
  }

  private List<ApiOperation> watchItem() {
    return watch("watch" + infix + scope() + resource.kind(), false, place(resource.kind()));
  }

  private List<ApiOperation> watch(String id, boolean list, List<ApiParameter> place) {
    if (!can("watch") || custom) {
      return List.of();
    }
    String description =
        list
            ? "watch individual changes to a list of "
                + resource.kind()
                + ". deprecated: use the 'watch' parameter with a list operation instead."
            : "watch changes to an object of kind "
                + resource.kind()
                + ". deprecated: use the 'watch' parameter with a list operation instead, filtered"
                + " to a single item with the 'fieldSelector' parameter.";
    return List.of(
        operation(
            "get",
            id,
            description,
            list ? "watchlist" : "watch",
            resource.gvk(),
            parameters(LIST, place),
            new Body.None(),
            Produces.OBJECT_OR_WATCH,
            ApiOperation.ok(META + "WatchEvent")));
  }

  private List<ApiOperation> itemOperations() {
    return readAndWrite(resource.verbs(), resource.gvk(), "", "");
  }

  /**
   * @param suffix what the operation ids end with: empty, or the subresource's name
   * @param of what the descriptions speak of: empty, or {@code status of} and the like
   */
  private List<ApiOperation> readAndWrite(
      Set<String> verbs, GroupVersionKind kind, String suffix, String of) {
    String id = infix + scope() + resource.kind() + suffix;
    String what = of + "the specified " + resource.kind();
    String definition = definitions.apply(kind);
    List<ApiParameter> place = place(kind.kind());
    // A custom resource's scale is told to be of its own kind.
    GroupVersionKind told = custom ? resource.gvk() : kind;
    List<ApiOperation> result = new ArrayList<>();
    if (verbs.contains("get")) {
      result.add(
          operation(
              "get",
              "read" + id,
              "read " + what,
              "get",
              told,
              parameters(custom ? List.of("resourceVersion") : List.of(), place),
              new Body.None(),
              objects(),
              ApiOperation.ok(definition)));
    }
    if (verbs.contains("update")) {
      result.add(
          operation(
              "put",
              "replace" + id,
              "replace " + what,
              "put",
              told,
              parameters(WRITE, place),
              new Body.Object(definition, true),
              objects(),
              replaced(definition)));
    }
    if (verbs.contains("patch")) {
      result.add(
          operation(
              "patch",
              "patch" + id,
              "partially update " + what,
              "patch",
              told,
              parameters(PATCH, place),
              new Body.Patch(!custom),
              objects(),
              custom ? ApiOperation.ok(definition) : replaced(definition)));
    }
    if (verbs.contains("delete")) {
      result.add(delete(id, place));
    }
    return result;
  }

  /** The published document says Status for namespaces, though the object is sent. */
  private ApiOperation delete(String id, List<ApiParameter> place) {
    String answer =
        resource.deleteReturnsObject() && !resource.kind().equals("Namespace")
            ? definition()
            : META + "Status";
    return operation(
        "delete",
        "delete" + id,
        "delete " + withArticle(resource.kind()),
        "delete",
        resource.gvk(),
        parameters(DELETE, place),
        new Body.Object(META + "DeleteOptions", false),
        objects(),
        List.of(new Answer(200, "OK", answer), new Answer(202, "Accepted", answer)));
  }

  private void subresource(
      List<ApiPath> paths, String item, ResourceDefinition.Subresource subresource) {
    String path = item + "/" + subresource.name();
    GroupVersionKind kind = subresource.kind() == null ? resource.gvk() : subresource.kind();
    if (ConnectPaths.isConnect(subresource)) {
      paths.addAll(
          new ConnectPaths(resource, tag, infix + scope(), place(kind.kind()))
              .paths(path, subresource, kind));
    } else if (subresource.name().equals("log")) {
      add(paths, path, List.of(log()));
    } else if (subresource.verbs().contains("create")) {
      add(paths, path, List.of(createSubresource(subresource.name(), kind)));
    } else {
      String suffix = OperationNames.capitalized(subresource.name());
      add(
          paths,
          path,
          readAndWrite(subresource.verbs(), kind, suffix, subresource.name() + " of "));
    }
  }

  private ApiOperation createSubresource(String name, GroupVersionKind kind) {
    String definition = definitions.apply(kind);
    return operation(
        "post",
        "create" + infix + scope() + resource.kind() + OperationNames.capitalized(name),
        "create " + name + " of " + withArticle(resource.kind()),
        "post",
        kind,
        parameters(WRITE, place(kind.kind())),
        new Body.Object(definition, true),
        objects(),
        created(definition));
  }

  private ApiOperation log() {
    return operation(
        "get",
        "read" + infix + scope() + resource.kind() + "Log",
        "read log of the specified " + resource.kind(),
        "get",
        resource.gvk(),
        parameters(
            List.of(
                "container",
                "follow",
                "insecureSkipTLSVerifyBackend",
                "limitBytes",
                "previous",
                "sinceSeconds",
                "stream",
                "tailLines",
                "timestamps"),
            place(resource.kind())),
        new Body.None(),
        Produces.TEXT,
        ApiOperation.ok(""));
  }

  private List<ApiParameter> place(String kind) {
    return resource.namespaced()
        ? List.of(ApiParameter.name(kind), ApiParameter.namespace())
        : List.of(ApiParameter.name(kind));
  }

  private List<ApiParameter> namespaceOnly() {
    return resource.namespaced() ? List.of(ApiParameter.namespace()) : List.of();
  }

  private static List<ApiParameter> parameters(List<String> names, List<ApiParameter> place) {
    List<ApiParameter> result = new ArrayList<>(place);
    result.add(ApiParameter.query("pretty"));
    names.forEach(name -> result.add(ApiParameter.query(name)));
    return result;
  }

  private static List<Answer> created(String definition) {
    return List.of(
        new Answer(200, "OK", definition),
        new Answer(201, "Created", definition),
        new Answer(202, "Accepted", definition));
  }

  private static List<Answer> replaced(String definition) {
    return List.of(new Answer(200, "OK", definition), new Answer(201, "Created", definition));
  }

  private static ApiOperation operation(
      String method,
      String id,
      String description,
      String action,
      @Nullable GroupVersionKind kind,
      List<ApiParameter> parameters,
      Body body,
      Produces produces,
      List<Answer> answers) {
    return new ApiOperation(
        method, id, description, action, kind, parameters, body, produces, answers);
  }
}
