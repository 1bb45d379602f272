package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One line of a golden file: what is written, and what must come of it.
 *
 * @param file where it stands, below {@code golden/}
 * @param resource {@code plural.group}, {@code plural} for the core group, with {@code /version}
 *     where the kind has several
 * @param base the valid object that it starts from
 * @param patch by path, what is different in what is created
 * @param stored by path, what the stored object has that its creator did not say (only with update)
 * @param update by path, what a later write of the created object changes
 * @param subresource that the later write goes to
 * @param errors every cause, as {@code field: message}; none means that it must be accepted
 * @param inOrder whether the causes must come as often and in the order in which they are written
 * @param expected by path, what the written object holds
 * @param warnings every warning, or one {@code *} where they do not matter
 * @param cells the cells of its row in a table; empty where they do not matter
 * @param covers rows of the reference that this case stands for, beside those that follow from the
 *     errors' paths
 */
record GoldenCase(
    String file,
    String resource,
    Map<String, Object> base,
    Map<String, Object> patch,
    Map<String, Object> stored,
    Map<String, Object> update,
    boolean isUpdate,
    String subresource,
    List<String> errors,
    boolean inOrder,
    Map<String, Object> expected,
    List<String> warnings,
    List<Object> cells,
    List<String> covers) {

  static GoldenCase of(
      String file, String resource, Map<String, Object> base, Map<String, Object> line) {
    for (String key : line.keySet()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(file + ": what is \"" + key + "\" in " + line);
      }
    }
    return new GoldenCase(
        file,
        resource,
        base,
        ApiObject.mapAt(line, "set"),
        ApiObject.mapAt(line, "stored"),
        ApiObject.mapAt(line, "update"),
        line.containsKey("update"),
        ApiObject.string(line, "subresource"),
        texts(line, "errors"),
        Boolean.TRUE.equals(line.get("inOrder")),
        ApiObject.mapAt(line, "expect"),
        line.containsKey("warnings") ? texts(line, "warnings") : List.of("*"),
        ApiObject.listAt(line, "cells"),
        texts(line, "covers"));
  }

  private static final List<String> KEYS =
      List.of(
          "base",
          "set",
          "stored",
          "update",
          "subresource",
          "errors",
          "inOrder",
          "expect",
          "warnings",
          "cells",
          "covers");

  static List<String> texts(Map<String, Object> line, String key) {
    List<String> texts = new ArrayList<>();
    ApiObject.listAt(line, key).forEach(text -> texts.add(String.valueOf(text)));
    return texts;
  }

  /** What is written, in a line. */
  String title() {
    String how = isUpdate ? " then " + (subresource.isEmpty() ? "" : subresource + " ") : "";
    String text = file + " " + shown(patch) + how + (isUpdate ? shown(update) : "");
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }

  private static String shown(Map<String, Object> paths) {
    return paths.isEmpty() ? "as it is" : paths.toString();
  }
}
