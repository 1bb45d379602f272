package io.navarch.gateway.openapi;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The parameters that many operations of a v2 document have, written once. Those that name a kind
 * stay where they are, and so do two that older clients look for in the operations.
 */
final class SharedParameters {
  private static final Set<String> NEVER = Set.of("name", "fieldValidation", "dryRun");
  private static final String GENERAL = "#/definitions/io.k8s.apimachinery";
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final int HASH_BYTES = 6;

  private final Map<String, Object> byName = new TreeMap<>();

  /** What stands in an operation: a reference to the parameter, or itself. */
  Map<String, Object> referred(Map<String, Object> parameter) {
    String own = ApiObject.string(parameter, "name");
    boolean body = ApiObject.string(parameter, "in").equals("body");
    String schema = ApiObject.string(ApiObject.mapAt(parameter, "schema"), "$ref");
    if (body ? !schema.startsWith(GENERAL) : NEVER.contains(own)) {
      return parameter;
    }
    String name = own + "-" + hash(Json.write(new TreeMap<>(parameter)));
    byName.put(name, parameter);
    return Map.of("$ref", "#/parameters/" + name);
  }

  /** All that were referred to. */
  Map<String, Object> byName() {
    return byName;
  }

  /** FNV-1, in eight characters. */
  private static String hash(byte[] content) {
    long hash = FNV_OFFSET;
    for (byte b : content) {
      hash *= FNV_PRIME;
      hash ^= b & 0xff;
    }
    byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(hash).array();
    return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(bytes, HASH_BYTES));
  }
}
