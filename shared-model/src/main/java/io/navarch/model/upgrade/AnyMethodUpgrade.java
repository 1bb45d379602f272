package io.navarch.model.upgrade;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.List;
import java.util.Locale;

/**
 * Lets a connection be upgraded by any method. kubectl asks for SPDY by POST, while the HTTP server
 * upgrades on GET only: such a request is passed on as a GET that remembers what it was, which
 * {@link #method} tells.
 */
@Sharable
public final class AnyMethodUpgrade extends ChannelInboundHandlerAdapter {
  private static final String ASKED_BY = "X-Navarch-Upgrade-Method";
  private static final AnyMethodUpgrade HANDLER = new AnyMethodUpgrade();

  private AnyMethodUpgrade() {}

  /**
   * To be called for every new connection of a server; HTTP/2 has no such upgrades and is left
   * alone.
   */
  public static void allowOn(HttpConnection connection) {
    if (connection instanceof HttpServerConnection server) {
      ChannelPipeline pipeline = server.channelHandlerContext().pipeline();
      ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
      if (decoder != null) {
        pipeline.addAfter(decoder.name(), "any-method-upgrade", HANDLER);
      }
    }
  }

  /** The method that the client asked with. */
  public static String method(HttpServerRequest request) {
    // What comes by HTTP/2 has not passed by this class, so the header would be the client's own.
    String asked = request.version() == HttpVersion.HTTP_2 ? null : request.getHeader(ASKED_BY);
    return asked == null ? request.method().name() : asked;
  }

  /** Whether a header is this class's own, and no business of any other server. */
  public static boolean isOwn(String header) {
    return header.equalsIgnoreCase(ASKED_BY);
  }

  /** Whether the client would go on in another protocol; only HTTP/1.1 has that. */
  public static boolean isAsked(HttpServerRequest request) {
    return request.version() != HttpVersion.HTTP_2
        && request.getHeader("Upgrade") != null
        && namesUpgrade(request.headers().getAll("Connection"));
  }

  private static boolean isAsked(HttpHeaders headers) {
    return headers.contains(HttpHeaderNames.UPGRADE)
        && namesUpgrade(headers.getAll(HttpHeaderNames.CONNECTION));
  }

  private static boolean namesUpgrade(List<String> connection) {
    return connection.stream()
        .anyMatch(options -> options.toLowerCase(Locale.ROOT).contains("upgrade"));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof HttpRequest request) {
      // Nobody but this class may say what the method was.
      request.headers().remove(ASKED_BY);
      HttpMethod asked = request.method();
      if (!asked.equals(HttpMethod.GET)
          && !asked.equals(HttpMethod.CONNECT)
          && isAsked(request.headers())) {
        request.headers().set(ASKED_BY, asked.name());
        request.setMethod(HttpMethod.GET);
      }
    }
    super.channelRead(context, message);
  }
}
