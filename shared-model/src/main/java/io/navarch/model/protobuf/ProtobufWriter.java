package io.navarch.model.protobuf;

import io.navarch.model.json.Json;
import io.navarch.model.resource.GroupVersionKind;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Writes objects in {@code application/vnd.kubernetes.protobuf} straight from their JSON bytes: a
 * prefix of four bytes, an envelope that names the kind, and the message itself.
 */
public final class ProtobufWriter {
  private static final int ENVELOPE_TYPE = 1;
  private static final int ENVELOPE_RAW = 2;
  private static final int ENVELOPE_CONTENT_ENCODING = 3;
  private static final int ENVELOPE_CONTENT_TYPE = 4;
  private static final int EVENT_TYPE = 1;
  private static final int EVENT_OBJECT = 2;

  private ProtobufWriter() {}

  /** Whether objects of the kind have a protobuf form; those of custom kinds have none. */
  public static boolean knows(GroupVersionKind kind) {
    return !ProtobufFields.messageOf(kind).isEmpty();
  }

  /**
   * The encoded form of an object or a list.
   *
   * @param json well-formed, with {@code kind} and {@code apiVersion}
   * @throws IllegalArgumentException if the kind has no protobuf form
   */
  public static byte[] write(byte[] json) {
    GroupVersionKind kind = kindOf(json);
    String message = ProtobufFields.messageOf(kind);
    if (message.isEmpty()) {
      throw new IllegalArgumentException("no protobuf form of " + kind);
    }
    WireOutput out = new WireOutput(json.length + 64);
    out.raw(ProtobufReader.MAGIC, 0, ProtobufReader.MAGIC.length);
    int type = out.begin(ENVELOPE_TYPE);
    out.text(1, kind.apiVersion());
    out.text(2, kind.kind());
    out.end(type);
    int raw = out.begin(ENVELOPE_RAW);
    try (JsonParser parser = Json.parser(json)) {
      parser.nextToken();
      new MessageWriter(parser, json, out).message(MessageLayout.of(message));
    }
    out.end(raw);
    out.text(ENVELOPE_CONTENT_ENCODING, "");
    out.text(ENVELOPE_CONTENT_TYPE, "");
    return out.toByteArray();
  }

  /**
   * One event of a watch: its length in four bytes, then the event without an envelope, around an
   * object with one.
   *
   * @param type such as {@code ADDED}
   * @param object what {@link #write} gave
   */
  public static byte[] watchFrame(String type, byte[] object) {
    WireOutput event = new WireOutput(object.length + 64);
    event.raw(new byte[Integer.BYTES], 0, Integer.BYTES);
    event.text(EVENT_TYPE, type);
    int extension = event.begin(EVENT_OBJECT);
    event.part(1, object, 0, object.length);
    event.end(extension);
    byte[] frame = event.toByteArray();
    int length = frame.length - Integer.BYTES;
    for (int i = 0; i < Integer.BYTES; i++) {
      frame[i] = (byte) (length >>> (24 - 8 * i));
    }
    return frame;
  }

  /**
   * Reads no further than to the second of the two members. The discovery document of the core
   * group has no apiVersion; it is {@code v1}.
   */
  private static GroupVersionKind kindOf(byte[] json) {
    @Nullable String kind = null;
    @Nullable String apiVersion = null;
    try (JsonParser parser = Json.parser(json)) {
      parser.nextToken();
      while ((kind == null || apiVersion == null)
          && parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("kind")) {
          kind = parser.getString();
        } else if (name.equals("apiVersion")) {
          apiVersion = parser.getString();
        } else {
          parser.skipChildren();
        }
      }
    }
    return GroupVersionKind.of(apiVersion == null ? "v1" : apiVersion, kind == null ? "" : kind);
  }
}
