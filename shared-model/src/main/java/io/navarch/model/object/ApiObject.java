package io.navarch.model.object;

import io.navarch.model.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An API object of any kind: a JSON tree (see {@link Json}) with names for the parts that every
 * object has. It wraps the tree and does not copy it; what is changed here is changed there.
 */
public record ApiObject(Map<String, Object> root) {

  public static ApiObject read(byte[] json) {
    return new ApiObject(Json.readObject(json));
  }

  public byte[] write() {
    return Json.write(root);
  }

  public ApiObject copy() {
    return new ApiObject(Json.copy(root));
  }

  public String apiVersion() {
    return string(root, "apiVersion");
  }

  public String kind() {
    return string(root, "kind");
  }

  /** {@code metadata}, made where it is missing. */
  public Map<String, Object> metadata() {
    return child(root, "metadata");
  }

  public String name() {
    return string(metadata(), "name");
  }

  /** Empty for objects outside namespaces. */
  public String namespace() {
    return string(metadata(), "namespace");
  }

  public String uid() {
    return string(metadata(), "uid");
  }

  public String resourceVersion() {
    return string(metadata(), "resourceVersion");
  }

  public long generation() {
    return metadata().get("generation") instanceof Number n ? n.longValue() : 0;
  }

  public boolean isBeingDeleted() {
    return metadata().get("deletionTimestamp") != null;
  }

  /** {@code metadata.labels}; empty where there are none. */
  public Map<String, Object> labels() {
    return mapAt(metadata(), "labels");
  }

  /** {@code metadata.annotations}; empty where there are none. */
  public Map<String, Object> annotations() {
    return mapAt(metadata(), "annotations");
  }

  @SuppressWarnings("unchecked")
  public List<String> finalizers() {
    return metadata().get("finalizers") instanceof List<?> l ? (List<String>) l : List.of();
  }

  /** The value below a path of member names, or null where any of them is missing. */
  public @Nullable Object at(String... path) {
    Object value = root;
    for (String name : path) {
      if (!(value instanceof Map<?, ?> map)) {
        return null;
      }
      value = map.get(name);
    }
    return value;
  }

  /** The object member of that name, made where it is missing. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> child(Map<String, Object> parent, String name) {
    if (parent.get(name) instanceof Map<?, ?> m) {
      return (Map<String, Object>) m;
    }
    Map<String, Object> made = new LinkedHashMap<>();
    parent.put(name, made);
    return made;
  }

  /** The object member of that name, or an immutable empty one. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> mapAt(Map<String, Object> parent, String name) {
    return parent.get(name) instanceof Map<?, ?> m ? (Map<String, Object>) m : Map.of();
  }

  /** The array member of that name, or an immutable empty one. */
  @SuppressWarnings("unchecked")
  public static List<Object> listAt(Map<String, Object> parent, String name) {
    return parent.get(name) instanceof List<?> l ? (List<Object>) l : List.of();
  }

  /** The string member of that name, or the empty string. */
  public static String string(Map<String, Object> parent, String name) {
    return parent.get(name) instanceof String s ? s : "";
  }
}
