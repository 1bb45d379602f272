package io.navarch.gateway.custom;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts custom resources between the versions of their definition. */
public final class CustomConversion {

  /**
   * @param wanted the apiVersion that all of them shall have
   * @return in the same order; objects that have it already are the given ones
   */
  List<ApiObject> convert(CustomDefinition definition, List<ApiObject> objects, String wanted) {
    List<ApiObject> converted = new ArrayList<>(objects.size());
    for (ApiObject object : objects) {
      converted.add(object.apiVersion().equals(wanted) ? object : renamed(object, wanted));
    }
    return converted;
  }

  /** Without a converter only the name of the version changes. */
  private static ApiObject renamed(ApiObject object, String apiVersion) {
    Map<String, Object> root = new LinkedHashMap<>(Json.copy(object.root()));
    root.put("apiVersion", apiVersion);
    return new ApiObject(root);
  }
}
