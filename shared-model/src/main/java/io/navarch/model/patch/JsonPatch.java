package io.navarch.model.patch;

import io.navarch.model.decode.PatchBody;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Patch (RFC 6902), {@code application/json-patch+json}, with the API's limits: 10,000
 * operations, and 3 MiB that copies may add. As in the API, and unlike the RFC, {@code replace} and
 * {@code copy} take a member that is not there for null, and so is a value that is not given.
 */
public final class JsonPatch {
  private static final int MAX_OPERATIONS = 10_000;
  private static final int MAX_COPIED_BYTES = 3 * 1024 * 1024;
  private static final Set<String> MEMBERS = Set.of("op", "path", "from", "value");

  /** One operation; one that has no value has the value null. */
  private record Operation(String op, String path, String from, @Nullable Object value) {}

  private final List<Operation> operations;
  private final List<String> strictErrors;

  private JsonPatch(List<Operation> operations, List<String> strictErrors) {
    this.operations = operations;
    this.strictErrors = List.copyOf(strictErrors);
  }

  /**
   * @throws ApiException 400 when the bytes are no JSON Patch, 413 when it is too long
   */
  public static JsonPatch read(byte[] bytes) {
    Object root;
    try {
      root = PatchBody.read(bytes).tree();
    } catch (MalformedJsonException e) {
      throw ApiException.badRequest("error decoding patch: " + e.getMessage());
    }
    return of(root);
  }

  /** The patch from a tree; see {@link #read}. */
  public static JsonPatch of(@Nullable Object root) {
    if (root == null) {
      return new JsonPatch(List.of(), List.of());
    }
    if (!(root instanceof List<?> list)) {
      throw ApiException.badRequest(
          "error decoding patch: json: cannot unmarshal "
              + Json.typeName(root)
              + " into Go value of type []handlers.jsonPatchOp");
    }
    if (list.size() > MAX_OPERATIONS) {
      throw ApiException.entityTooLarge(
          "The allowed maximum operations in a JSON patch is "
              + MAX_OPERATIONS
              + ", got "
              + list.size());
    }
    List<Operation> operations = new ArrayList<>();
    List<String> strictErrors = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      Object each = list.get(i) == null ? Map.of() : list.get(i);
      if (!(each instanceof Map<?, ?> map)) {
        throw ApiException.badRequest(
            "error decoding patch: json: cannot unmarshal "
                + Json.typeName(list.get(i))
                + " into Go value of type handlers.jsonPatchOp");
      }
      for (Object member : map.keySet()) {
        if (!MEMBERS.contains(member)) {
          strictErrors.add("json patch unknown field \"[" + i + "]." + member + "\"");
        }
      }
      operations.add(
          new Operation(
              string(map, "op"), string(map, "path"), string(map, "from"), map.get("value")));
    }
    return new JsonPatch(operations, strictErrors);
  }

  private static String string(Map<?, ?> map, String name) {
    Object value = map.get(name);
    if (value == null) {
      return "";
    }
    if (value instanceof String s) {
      return s;
    }
    throw ApiException.badRequest(
        "error decoding patch: json: cannot unmarshal "
            + Json.typeName(value)
            + " into Go struct field jsonPatchOp."
            + name
            + " of type string");
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return operations.isEmpty();
  }

  /** What strict field validation says about the patch itself. */
  public List<String> strictErrors() {
    return strictErrors;
  }

  /**
   * Applies it. The given tree is used up: it becomes the result.
   *
   * @throws ApiException 422 when an operation does not fit the document
   */
  public @Nullable Object apply(@Nullable Object document) {
    try {
      return run(document);
    } catch (DoesNotFit e) {
      throw PatchErrors.unprocessable();
    }
  }

  /**
   * The same, but nothing where a {@code test} operation does not hold.
   *
   * @throws ApiException 422 with a text that says which operation does not fit, and why
   */
  public Optional<Object> applyIfTestsHold(Object document) {
    try {
      return Optional.ofNullable(run(document));
    } catch (DoesNotFit e) {
      if (e.isTest) {
        return Optional.empty();
      }
      throw PatchErrors.unprocessable(e.text);
    }
  }

  /**
   * The same as {@link #apply}, with a text that says which operation does not fit, and why.
   *
   * @throws ApiException 422
   */
  public @Nullable Object applyOrExplain(Object document) {
    try {
      return run(document);
    } catch (DoesNotFit e) {
      throw PatchErrors.unprocessable(e.text);
    }
  }

  private @Nullable Object run(@Nullable Object document) throws DoesNotFit {
    Document target = new Document(document);
    long copied = 0;
    for (Operation o : operations) {
      try {
        copied += run(o, target, copied);
      } catch (DoesNotFit e) {
        throw new DoesNotFit(describe(o, e), e.isTest);
      }
    }
    return target.root;
  }

  /** Runs one operation and says how much it copied. */
  private static long run(Operation o, Document target, long copied) throws DoesNotFit {
    switch (o.op()) {
      case "add" -> target.add(pointer(o.path()), copy(o.value()));
      case "remove" -> target.remove(pointer(o.path()));
      case "replace" -> target.replace(pointer(o.path()), copy(o.value()));
      case "move" -> {
        Object moved = target.get(pointer(o.from()));
        target.remove(pointer(o.from()));
        target.add(pointer(o.path()), moved);
      }
      case "copy" -> {
        Object copy = copy(target.find(pointer(o.from())));
        long size = Json.write(copy).length;
        if (copied + size > MAX_COPIED_BYTES) {
          throw new DoesNotFit("");
        }
        target.add(pointer(o.path()), copy);
        return size;
      }
      case "test" -> {
        if (!Json.equal(target.find(pointer(o.path())), o.value())) {
          throw new DoesNotFit("", true);
        }
      }
      default -> throw new DoesNotFit("");
    }
    return 0;
  }

  /** Why an operation does not fit, in the words of the API's patch library. */
  private static String describe(Operation o, DoesNotFit why) {
    String missing = " operation does not apply: doc is missing ";
    boolean container = why.text.isEmpty();
    return switch (o.op()) {
      case "add", "remove" ->
          container
              ? o.op() + missing + "path: \"" + o.path() + "\": missing value"
              : "error in " + o.op() + " for path: '" + o.path() + "': " + why.text;
      case "replace" ->
          o.op() + missing + (container ? "path: " : "key: ") + o.path() + ": missing value";
      case "move", "copy" ->
          container
              ? o.op() + missing + "from path: " + o.from() + ": missing value"
              : "error in "
                  + o.op()
                  + (o.op().equals("move") ? " for path: '" : " for from: '")
                  + o.from()
                  + "': "
                  + why.text;
      case "test" -> "testing value " + o.path() + " failed: test failed";
      default -> "Unexpected kind: " + (o.op().isEmpty() ? "unknown" : o.op());
    };
  }

  private static @Nullable Object copy(@Nullable Object value) {
    return value == null ? null : Json.copy(value);
  }

  private static List<String> pointer(String path) throws DoesNotFit {
    if (path.isEmpty()) {
      return List.of();
    }
    if (!path.startsWith("/")) {
      throw new DoesNotFit("");
    }
    List<String> parts = new ArrayList<>();
    for (String part : path.substring(1).split("/", -1)) {
      parts.add(part.replace("~1", "/").replace("~0", "~"));
    }
    return parts;
  }

  /** An operation names a place that is not there, or a test failed. */
  private static final class DoesNotFit extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether it is a test that does not hold. */
    private final boolean isTest;

    /** What is wrong with the last step of the path; empty where an earlier one leads nowhere. */
    private final String text;

    DoesNotFit(String text) {
      this(text, false);
    }

    DoesNotFit(String text, boolean isTest) {
      super(null, null, false, false);
      this.isTest = isTest;
      this.text = text;
    }

    static DoesNotFit index(String index) {
      return new DoesNotFit(
          "Unable to access invalid index: " + index + ": invalid index referenced");
    }
  }

  /** The document while operations run on it. */
  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private static final class Document {
    private @Nullable Object root;

    Document(@Nullable Object root) {
      this.root = root;
    }

    /** The value at a place that must be there. */
    @Nullable Object get(List<String> path) throws DoesNotFit {
      Object value = root;
      for (String part : path) {
        value = member(value, part, true);
      }
      return value;
    }

    /** What holds the last step of a path. */
    private @Nullable Object container(List<String> path) throws DoesNotFit {
      try {
        return get(path.subList(0, path.size() - 1));
      } catch (DoesNotFit leadsNowhere) {
        throw new DoesNotFit("");
      }
    }

    /** The value at a place, null where the last step finds nothing. */
    @Nullable Object find(List<String> path) throws DoesNotFit {
      if (path.isEmpty()) {
        return root;
      }
      return member(container(path), path.getLast(), false);
    }

    private static @Nullable Object member(@Nullable Object container, String name, boolean must)
        throws DoesNotFit {
      if (container instanceof Map<?, ?> map) {
        if (must && !map.containsKey(name)) {
          throw new DoesNotFit("Unable to remove nonexistent key: " + name + ": missing value");
        }
        return map.get(name);
      }
      if (container instanceof List<?> list) {
        int i = index(name, list.size());
        if (i >= list.size()) {
          throw DoesNotFit.index(name);
        }
        return list.get(i);
      }
      throw new DoesNotFit("");
    }

    @SuppressWarnings("unchecked")
    void add(List<String> path, @Nullable Object value) throws DoesNotFit {
      if (path.isEmpty()) {
        root = value;
        return;
      }
      Object container = container(path);
      if (container instanceof Map<?, ?> map) {
        ((Map<String, Object>) map).put(path.getLast(), value);
      } else if (container instanceof List<?> list) {
        int i = path.getLast().equals("-") ? list.size() : index(path.getLast(), list.size() + 1);
        if (i > list.size()) {
          throw DoesNotFit.index(path.getLast());
        }
        ((List<Object>) list).add(i, value);
      } else {
        throw new DoesNotFit("");
      }
    }

    void remove(List<String> path) throws DoesNotFit {
      if (path.isEmpty()) {
        throw new DoesNotFit("");
      }
      Object container = container(path);
      member(container, path.getLast(), true);
      if (container instanceof Map<?, ?> map) {
        map.remove(path.getLast());
      } else if (container instanceof List<?> list) {
        list.remove(index(path.getLast(), list.size()));
      }
    }

    /** A member that is not there yet comes to be; an element must be there. */
    @SuppressWarnings("unchecked")
    void replace(List<String> path, @Nullable Object value) throws DoesNotFit {
      if (path.isEmpty()) {
        root = value;
        return;
      }
      Object container = container(path);
      if (container instanceof Map<?, ?> map) {
        ((Map<String, Object>) map).put(path.getLast(), value);
        return;
      }
      member(container, path.getLast(), true);
      if (container instanceof List<?> list) {
        ((List<Object>) list).set(index(path.getLast(), list.size()), value);
      }
    }

    /** An array index; negative ones count from the end, as upstream's library allows. */
    private static int index(String text, int size) throws DoesNotFit {
      try {
        int i = Integer.parseInt(text);
        int from = i < 0 ? i + size : i;
        if (from < 0) {
          throw DoesNotFit.index(text);
        }
        return from;
      } catch (NumberFormatException e) {
        throw new DoesNotFit("");
      }
    }
  }
}
