package io.navarch.model.apply;

import io.navarch.model.json.GoStrings;
import io.navarch.model.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names of field managers: what clients may call themselves, and what they are called else. */
public final class ManagerNames {
  private static final int MAX_BYTES = 128;

  private ManagerNames() {}

  /** The rules for a name; an empty one means that none was given. */
  public static List<FieldError> check(String name, String field) {
    if (isPlain(name)) {
      return List.of();
    }
    List<FieldError> errors = new ArrayList<>(0);
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      errors.add(FieldError.tooLong(field, MAX_BYTES));
    }
    int position = 0;
    for (int c : name.codePoints().toArray()) {
      if (!GoStrings.isPrintable(c)) {
        errors.add(
            FieldError.invalid(
                field, name, "invalid character U+%04X (at position %d)".formatted(c, position)));
      }
      position += bytes(c);
    }
    return errors;
  }

  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) < ' ' || name.charAt(i) >= 0x7F) {
        return false;
      }
    }
    return name.length() <= MAX_BYTES;
  }

  /** The manager of a request that names none: what stands before the first slash. */
  public static String ofUserAgent(@Nullable String agent) {
    if (agent == null) {
      return "";
    }
    int slash = agent.indexOf('/');
    StringBuilder name = new StringBuilder();
    int length = 0;
    for (int c : (slash < 0 ? agent : agent.substring(0, slash)).codePoints().toArray()) {
      if (!GoStrings.isPrintable(c)) {
        continue;
      }
      length += bytes(c);
      if (length > MAX_BYTES) {
        break;
      }
      name.appendCodePoint(c);
    }
    return name.toString();
  }

  private static int bytes(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
}
