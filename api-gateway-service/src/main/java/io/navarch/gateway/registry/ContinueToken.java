package io.navarch.gateway.registry;

import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a list goes on: base64 of JSON with the revision of the first answer and the last key, in
 * upstream's layout.
 *
 * @param revision of the first answer; -1 to go on with what stands now
 * @param startKey what follows the last key, relative to the prefix
 */
record ContinueToken(long revision, String startKey) {

  static ContinueToken decode(String token) {
    try {
      byte[] json = Base64.getUrlDecoder().decode(token);
      Map<String, Object> tree = Json.readObject(json);
      String start = ApiObject.string(tree, "start");
      if (!"meta.k8s.io/v1".equals(tree.get("v"))
          || start.isEmpty()
          || start.startsWith("/")
          || start.contains("../")
          || !(tree.get("rv") instanceof Number revision)
          || revision.longValue() == 0) {
        throw invalid();
      }
      return new ContinueToken(revision.longValue(), start);
    } catch (IllegalArgumentException | MalformedJsonException e) {
      throw invalid();
    }
  }

  private static ApiException invalid() {
    return ApiException.badRequest("invalid continue token: continue key is not valid");
  }

  /** The token after the given key, which stands below the prefix. */
  static String after(String prefix, String key, long revision) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("v", "meta.k8s.io/v1");
    tree.put("rv", revision);
    tree.put("start", key.substring(prefix.length()) + "\u0000");
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.writeString(tree).getBytes(StandardCharsets.UTF_8));
  }

  String encodedAt(long otherRevision) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("v", "meta.k8s.io/v1");
    tree.put("rv", otherRevision);
    tree.put("start", startKey);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.writeString(tree).getBytes(StandardCharsets.UTF_8));
  }
}
