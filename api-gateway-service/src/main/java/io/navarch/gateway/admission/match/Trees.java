package io.navarch.gateway.admission.match;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks into trees whose types the schema has checked. */
public final class Trees {
  private Trees() {}

  @SuppressWarnings("unchecked")
  public static Map<String, Object> map(Map<?, ?> tree) {
    return (Map<String, Object>) tree;
  }

  /** The objects of a list; what is none is left out. */
  public static List<Map<String, Object>> maps(Map<String, Object> parent, String name) {
    List<Map<String, Object>> maps = new ArrayList<>();
    for (Object element : ApiObject.listAt(parent, name)) {
      if (element instanceof Map<?, ?> map) {
        maps.add(map(map));
      }
    }
    return maps;
  }

  public static String text(Map<String, Object> parent, String name, String otherwise) {
    String text = ApiObject.string(parent, name);
    return text.isEmpty() ? otherwise : text;
  }
}
