package io.navarch.gateway.swagger;

import io.navarch.gateway.access.User;
import io.navarch.gateway.http.Compression;
import io.navarch.gateway.http.ErrorAnswer;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.NonResourceHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves {@code /swagger-ui/}: Swagger UI from its webjar, and a page of ours that lets people
 * enter a bearer token and choose a group version. The files hold nothing of the cluster; what the
 * page shows it asks of {@code /openapi/v3} as the user whose token it was given.
 */
final class SwaggerUiHandler implements NonResourceHandler {
  static final String ROOT = "/swagger-ui";
  private static final String WEBJAR = "META-INF/resources/webjars/swagger-ui/";

  /** Scripts only from here; nobody may frame the page, and it talks to this server only. */
  private static final Map<String, String> SECURITY_HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
              + " data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), geolocation=(), microphone=()");

  /** All there is, so that no path can lead out of the folder. */
  private enum Asset {
    PAGE("", "text/html; charset=utf-8", true),
    PAGE_SCRIPT("page.js", "text/javascript; charset=utf-8", true),
    PAGE_STYLE("page.css", "text/css; charset=utf-8", true),
    STYLE("swagger-ui.css", "text/css; charset=utf-8", false),
    BUNDLE("swagger-ui-bundle.js", "text/javascript; charset=utf-8", false),
    ICON("favicon-32x32.png", "image/png", false);

    private final String name;
    private final String contentType;
    private final boolean own;

    Asset(String name, String contentType, boolean own) {
      this.name = name;
      this.contentType = contentType;
      this.own = own;
    }
  }

  private record Content(byte[] plain, byte[] zipped) {}

  private final Map<Asset, Content> loaded = new ConcurrentHashMap<>();

  @Override
  public boolean serves(String path) {
    return path.equals(ROOT) || path.startsWith(ROOT + "/");
  }

  @Override
  public void handle(Exchange exchange, User user) {
    SECURITY_HEADERS.forEach(exchange::addResponseHeader);
    if (exchange.path().equals(ROOT)) {
      exchange.addResponseHeader("Location", ROOT + "/");
      exchange.respond(301, "text/plain", new byte[0]);
      return;
    }
    String name = exchange.path().substring(ROOT.length() + 1);
    for (Asset asset : Asset.values()) {
      if (asset.name.equals(name)) {
        send(exchange, asset);
        return;
      }
    }
    ErrorAnswer.pageNotFound(exchange);
  }

  private void send(Exchange exchange, Asset asset) {
    Content content = loaded.computeIfAbsent(asset, SwaggerUiHandler::load);
    exchange.addResponseHeader("Cache-Control", "no-cache");
    exchange.addResponseHeader("Vary", "Accept-Encoding");
    if (Compression.isAccepted(exchange)) {
      exchange.addResponseHeader("Content-Encoding", "gzip");
      exchange.respond(200, asset.contentType, content.zipped());
    } else {
      exchange.respond(200, asset.contentType, content.plain());
    }
  }

  private static Content load(Asset asset) {
    String path =
        asset.own
            ? "io/navarch/gateway/swagger/" + (asset.name.isEmpty() ? "page.html" : asset.name)
            : WEBJAR + version() + "/" + asset.name;
    byte[] plain = resource(path);
    return new Content(plain, Compression.gzip(plain));
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in =
        new java.io.ByteArrayInputStream(
            resource("META-INF/maven/org.webjars/swagger-ui/pom.properties"))) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "");
  }

  private static byte[] resource(String path) {
    try (InputStream in = SwaggerUiHandler.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the build left out " + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
