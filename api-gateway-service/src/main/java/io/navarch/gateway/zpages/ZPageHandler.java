package io.navarch.gateway.zpages;

import io.navarch.gateway.access.User;
import io.navarch.gateway.discovery.MediaRange;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.NonResourceHandler;
import io.navarch.gateway.registry.Answers;
import io.navarch.gateway.registry.Representation;
import io.navarch.gateway.registry.TextForms;
import io.navarch.model.json.Json;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Serves a page. Who does not say what he accepts gets text; an object is to be asked for by kind,
 * group and version, as upstream's {@code zpages} have it.
 */
final class ZPageHandler implements NonResourceHandler {
  private static final String GROUP = "config.k8s.io";
  private static final String CURRENT = "v1beta1";
  private static final String DEPRECATED = "v1alpha1";
  private static final String TEXT = "text/plain";
  private static final List<String> TYPES = List.of("application/json", "application/yaml", TEXT);

  private final ZPage page;

  /**
   * What a client gets.
   *
   * @param version of the object; empty for text
   */
  private record Form(String type, String version) {}

  ZPageHandler(ZPage page) {
    this.page = page;
  }

  @Override
  public boolean serves(String path) {
    return path.equals("/" + page.name());
  }

  @Override
  public void handle(Exchange exchange, User user) {
    Form form = form(exchange.header("Accept"));
    if (form.type().equals(TEXT)) {
      exchange.respond(200, "text/plain; charset=utf-8", text().getBytes(StandardCharsets.UTF_8));
      return;
    }
    if (form.version().equals(DEPRECATED)) {
      exchange.addResponseHeader(
          "Warning",
          "299 - \"This version of the %s endpoint is deprecated. Please use a newer version.\""
              .formatted(page.name()));
    }
    exchange.respond(
        200,
        form.type(),
        TextForms.finish(
            Json.write(object(form.version())),
            Representation.ofStatus(form.type(), Answers.isPretty(exchange))));
  }

  private String text() {
    return """

        %s %s
        Warning: This endpoint is not meant to be machine parseable, has no formatting \
        compatibility guarantees and is for debugging purposes only.
        %s"""
        .formatted(ZPage.COMPONENT, page.name(), page.text());
  }

  private Map<String, Object> object(String version) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", page.kind());
    object.put("apiVersion", GROUP + "/" + version);
    object.put("metadata", Map.of("name", ZPage.COMPONENT));
    object.putAll(page.members());
    return object;
  }

  /**
   * @throws ApiException 406 where the client takes none of the forms
   */
  private Form form(@Nullable String accept) {
    return MediaRange.parse(accept).stream()
        .flatMap(range -> TYPES.stream().filter(range::covers).flatMap(type -> form(range, type)))
        .findFirst()
        .orElseThrow(
            () ->
                ApiException.notAcceptable(
                    "only the following media types are accepted: " + String.join(", ", TYPES)));
  }

  private Stream<Form> form(MediaRange range, String type) {
    String kind = range.parameter("as");
    String group = range.parameter("g");
    String version = range.parameter("v");
    if (type.equals(TEXT)) {
      return (kind + group + version).isEmpty() ? Stream.of(new Form(TEXT, "")) : Stream.empty();
    }
    boolean known =
        kind.equals(page.kind())
            && group.equals(GROUP)
            && (version.equals(CURRENT) || version.equals(DEPRECATED));
    return known ? Stream.of(new Form(type, version)) : Stream.empty();
  }
}
