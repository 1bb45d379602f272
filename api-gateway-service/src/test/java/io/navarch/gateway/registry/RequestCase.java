package io.navarch.gateway.registry;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a file of conversations: what is sent, and what must be answered.
 *
 * @param kind whose rules it is about, as the reference calls it
 * @param covers rows of the reference that this case stands for
 * @param given what is sent before
 * @param status the code of the answer
 * @param reason of the Status; empty where the answer is none
 * @param causes every cause, as {@code field: message}
 * @param expected by path, what the answered object holds
 * @param message the whole text, where there are no causes; empty where it does not matter
 * @param warnings the texts of the {@code Warning} headers; null where they do not matter
 */
record RequestCase(
    String kind,
    List<String> covers,
    List<Sent> given,
    Sent send,
    int status,
    String reason,
    List<String> causes,
    String message,
    Map<String, Object> expected,
    @Nullable List<String> warnings) {

  /**
   * One request.
   *
   * @param body empty where there is none, or none that is an object
   * @param text of the body as it is sent
   * @param accept which forms of the answer the client takes; empty for the usual one
   * @param user who sends it; empty for the administrator
   */
  record Sent(
      String method,
      String path,
      Map<String, Object> body,
      String text,
      String type,
      String accept,
      String user) {
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    @SuppressWarnings("unchecked")
    static Sent of(Object line) {
      Map<String, Object> members = (Map<String, Object>) line;
      String method = METHODS.stream().filter(members::containsKey).findFirst().orElseThrow();
      String type = ApiObject.string(members, "type");
      return new Sent(
          method,
          ApiObject.string(members, method),
          members.get("body") instanceof Map ? ApiObject.mapAt(members, "body") : Map.of(),
          text(members.get("body")),
          type.isEmpty() ? "application/json" : type,
          ApiObject.string(members, "accept"),
          ApiObject.string(members, "as"));
    }

    private static String text(@Nullable Object body) {
      return switch (body) {
        case null -> "";
        case String text -> text;
        default -> Json.writeString(body);
      };
    }
  }

  @SuppressWarnings("unchecked")
  static RequestCase of(Object line) {
    Map<String, Object> members = (Map<String, Object>) line;
    return new RequestCase(
        ApiObject.string(members, "kind"),
        GoldenCase.texts(members, "covers"),
        ApiObject.listAt(members, "given").stream().map(Sent::of).toList(),
        Sent.of(ApiObject.mapAt(members, "send")),
        ((Number) members.get("status")).intValue(),
        ApiObject.string(members, "reason"),
        GoldenCase.texts(members, "causes"),
        ApiObject.string(members, "message"),
        ApiObject.mapAt(members, "expect"),
        members.containsKey("warnings") ? GoldenCase.texts(members, "warnings") : null);
  }

  String title() {
    String text = kind + ": " + send.method() + " " + send.path() + " " + send.text();
    return text.length() > 160 ? text.substring(0, 160) + "..." : text;
  }
}
