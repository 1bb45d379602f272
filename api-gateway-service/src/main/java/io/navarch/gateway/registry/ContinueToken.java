package io.navarch.gateway.registry;

import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
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
  private static final String VERSION = "meta.k8s.io/v1";

  /**
   * @throws ApiException 400 if it is none of ours
   */
  static ContinueToken decode(String token) {
    Map<String, Object> tree = tree(token);
    if (!VERSION.equals(tree.get("v"))) {
      throw invalid(
          ": server does not recognize this encoded version "
              + (tree.get("v") instanceof String other ? other : ""));
    }
    if (!(tree.get("rv") instanceof Long revision) || revision == 0) {
      throw invalid(": incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
    }
    if (!(tree.get("start") instanceof String start) || start.isEmpty()) {
      throw invalid(": encoded start key empty (version meta.k8s.io/v1)");
    }
    String relative = start.startsWith("/") ? start.substring(1) : start;
    if (!isClean(relative)) {
      throw invalid(": " + start);
    }
    return new ContinueToken(revision, relative);
  }

  private static Map<String, Object> tree(String token) {
    byte[] json;
    try {
      json = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw invalid(": illegal base64 data at input byte " + illegalByte(token));
    }
    try {
      return Json.readObject(json);
    } catch (MalformedJsonException e) {
      throw invalid(": " + e.getMessage());
    }
  }

  /** Where base64 without padding stops being that. */
  private static int illegalByte(String token) {
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      boolean letter = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
      if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
        return i;
      }
    }
    return Math.max(0, token.length() - 1);
  }

  /** A key must not lead out of the prefix that it is put behind. */
  private static boolean isClean(String key) {
    if (key.isEmpty()) {
      return true;
    }
    for (String part : key.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return true;
  }

  private static ApiException invalid(String why) {
    return ApiException.badRequest("invalid continue token: continue key is not valid" + why);
  }

  /** The token after the given key, which stands below the prefix. */
  static String after(String prefix, String key, long revision) {
    return new ContinueToken(revision, key.substring(prefix.length()) + "\u0000")
        .encodedAt(revision);
  }

  String encodedAt(long otherRevision) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("v", VERSION);
    tree.put("rv", otherRevision);
    tree.put("start", startKey);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.writeString(tree).getBytes(StandardCharsets.UTF_8));
  }
}
