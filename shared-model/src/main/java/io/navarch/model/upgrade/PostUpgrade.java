package io.navarch.model.upgrade;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Lets a connection be upgraded by POST. kubectl asks for SPDY that way, while the HTTP server
 * upgrades on GET only: such a request is passed on as a GET that remembers what it was, which
 * {@link #method} tells.
 */
@Sharable
public final class PostUpgrade extends ChannelInboundHandlerAdapter {
  private static final String ASKED_BY = "X-Navarch-Upgrade-Method";
  private static final PostUpgrade HANDLER = new PostUpgrade();

  private PostUpgrade() {}

  /**
   * To be called for every new connection of a server; HTTP/2 has no such upgrades and is left
   * alone.
   */
  public static void allowOn(HttpConnection connection) {
    if (connection instanceof HttpServerConnection server) {
      ChannelPipeline pipeline = server.channelHandlerContext().pipeline();
      ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
      if (decoder != null) {
        pipeline.addAfter(decoder.name(), "post-upgrade", HANDLER);
      }
    }
  }

  /** The method that the client asked with. */
  public static String method(HttpServerRequest request) {
    String asked = request.getHeader(ASKED_BY);
    return asked == null ? request.method().name() : asked;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof HttpRequest request) {
      // Nobody but this class may say what the method was.
      request.headers().remove(ASKED_BY);
      if (request.method().equals(HttpMethod.POST)
          && request.headers().contains(HttpHeaderNames.UPGRADE)
          && request.headers().containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)) {
        request.headers().set(ASKED_BY, HttpMethod.POST.name());
        request.setMethod(HttpMethod.GET);
      }
    }
    super.channelRead(context, message);
  }
}
