package io.navarch.gateway.audit;

import org.jspecify.annotations.Nullable;

/** How much of a request is recorded; each includes what the ones before do. */
enum AuditLevel {
  NONE("None"),
  METADATA("Metadata"),
  REQUEST("Request"),
  REQUEST_RESPONSE("RequestResponse");

  private final String text;

  AuditLevel(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  static @Nullable AuditLevel of(String text) {
    for (AuditLevel level : values()) {
      if (level.text.equals(text)) {
        return level;
      }
    }
    return null;
  }
}
