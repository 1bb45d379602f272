package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.nio.charset.StandardCharsets;

/** Config maps. */
final class ConfigMapStrategy extends KindStrategy {
  private static final int MAX_BYTES = 1 << 20;

  ConfigMapStrategy() {
    super(null);
  }

  @Override
  void check(Field map) {
    long total = 0;
    Field data = map.at("data");
    Field binary = map.at("binaryData");
    for (String key : data.keys()) {
      Formats.configMapKey(key).forEach(m -> data.key(key).invalid(key, m));
      if (binary.keys().contains(key)) {
        data.key(key).invalid(key, "duplicate of key present in binaryData");
      }
      total += data.key(key).string().getBytes(StandardCharsets.UTF_8).length;
    }
    for (String key : binary.keys()) {
      Formats.configMapKey(key).forEach(m -> binary.key(key).invalid(key, m));
      total += decodedLength(binary.key(key).string());
    }
    if (total > MAX_BYTES) {
      map.reportedAs("[]").tooLong(MAX_BYTES);
    }
  }

  /** The length of base64 text's content. */
  static long decodedLength(String base64) {
    int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
    return base64.length() / 4L * 3 - padding;
  }

  @Override
  void checkChange(Field map, Field old) {
    if (!old.at("immutable").isTrue()) {
      return;
    }
    if (!map.at("immutable").isTrue()) {
      map.at("immutable").forbidden("field is immutable when `immutable` is set");
    }
    for (String member : new String[] {"data", "binaryData"}) {
      if (!map.at(member).sameAs(old.at(member))) {
        map.at(member).forbidden("field is immutable when `immutable` is set");
      }
    }
  }
}
