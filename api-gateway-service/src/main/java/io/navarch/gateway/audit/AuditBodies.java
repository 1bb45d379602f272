package io.navarch.gateway.audit;

import io.navarch.gateway.http.AnswerBody;
import io.navarch.model.decode.DecodeException;
import io.navarch.model.decode.YamlTree;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.protobuf.MalformedProtobufException;
import io.navarch.model.protobuf.ProtobufReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Bodies of requests and answers as trees, whatever form they came in. */
final class AuditBodies {
  private static final int MOST_OF_A_STATUS = 4096;
  private static final int BEGINNING_OF_A_STATUS = 48;

  private AuditBodies() {}

  /** The tree, or null where there is none or it cannot be read. */
  static @Nullable Object tree(String contentType, byte[] body, boolean omitManagedFields) {
    try {
      byte[] plain = unzipped(body);
      Object tree;
      if (plain.length == 0) {
        return null;
      } else if (ProtobufReader.isProtobuf(plain)) {
        tree = ProtobufReader.read(plain);
      } else if (contentType.contains("yaml")) {
        tree = YamlTree.readObject(plain);
      } else {
        tree = Json.read(plain);
      }
      if (omitManagedFields) {
        withoutManagedFields(tree);
      }
      return tree;
    } catch (MalformedJsonException
        | MalformedProtobufException
        | DecodeException
        | IOException e) {
      return null;
    }
  }

  /** Whether an answer is so short that it could be a Status, and begins like one. */
  static boolean mayBeStatus(AnswerBody body) {
    if (body.length() > MOST_OF_A_STATUS) {
      return false;
    }
    byte[] bytes = body.bytes();
    String beginning =
        new String(
            bytes, 0, Math.min(bytes.length, BEGINNING_OF_A_STATUS), StandardCharsets.ISO_8859_1);
    return beginning.contains("Status");
  }

  private static byte[] unzipped(byte[] body) throws IOException {
    boolean zipped = body.length > 2 && (body[0] & 0xff) == 0x1f && (body[1] & 0xff) == 0x8b;
    return zipped ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
  }

  static void withoutManagedFields(@Nullable Object tree) {
    if (!(tree instanceof Map<?, ?> map)) {
      return;
    }
    if (map.get("metadata") instanceof Map<?, ?> metadata) {
      metadata.remove("managedFields");
    }
    if (map.get("items") instanceof List<?> items) {
      items.forEach(AuditBodies::withoutManagedFields);
    }
    if (map.get("rows") instanceof List<?> rows) {
      for (Object row : rows) {
        if (row instanceof Map<?, ?> cells) {
          withoutManagedFields(cells.get("object"));
        }
      }
    }
  }
}
