package io.navarch.model.pki;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a listening socket by Java's own engine. Netty's server context tries first, once a
 * process, whether trust managers can be wrapped, and for that sets up every algorithm of Bouncy
 * Castle, which takes as long as a tenth of a start; nothing here needs the answer.
 */
public final class JdkServerTls extends JdkSSLEngineOptions {
  private final Handlers handlers;

  /** Makes what speaks TLS on one connection. */
  @FunctionalInterface
  public interface Handlers {
    /**
     * @param delegated where the engine's costly work would go
     */
    SslHandler handler(SSLEngine engine, boolean startTls, Executor delegated);
  }

  /** With Netty's own handlers. */
  public JdkServerTls() {
    this(SslHandler::new);
  }

  public JdkServerTls(Handlers handlers) {
    this.handlers = handlers;
  }

  @Override
  public JdkServerTls copy() {
    return new JdkServerTls(handlers);
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new Contexts(handlers);
  }

  private static final class Contexts implements SslContextFactory {
    private final Handlers handlers;
    private boolean alpn;
    private ClientAuth clientAuth = ClientAuth.NONE;
    private Set<String> protocols = Set.of();
    private Set<String> cipherSuites = Set.of();
    private List<String> applicationProtocols = List.of();
    private @Nullable KeyManagerFactory keys;
    private @Nullable TrustManagerFactory trust;

    private Contexts(Handlers handlers) {
      this.handlers = handlers;
    }

    @Override
    public SslContextFactory useAlpn(boolean use) {
      alpn = use;
      return this;
    }

    @Override
    public SslContextFactory forServer(ClientAuth wanted) {
      clientAuth = wanted;
      return this;
    }

    @Override
    public SslContextFactory enabledProtocols(Set<String> wanted) {
      protocols = wanted;
      return this;
    }

    @Override
    public SslContextFactory keyMananagerFactory(KeyManagerFactory shown) {
      keys = shown;
      return this;
    }

    @Override
    public SslContextFactory trustManagerFactory(TrustManagerFactory believed) {
      trust = believed;
      return this;
    }

    @Override
    public SslContextFactory enabledCipherSuites(Set<String> wanted) {
      cipherSuites = wanted;
      return this;
    }

    @Override
    public SslContextFactory applicationProtocols(List<String> wanted) {
      applicationProtocols = wanted;
      return this;
    }

    @Override
    public SslContext create() throws SSLException {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] shown = keys == null ? null : keys.getKeyManagers();
        TrustManager[] believed = trust == null ? null : trust.getTrustManagers();
        context.init(shown, believed, null);
        return new JdkSslContext(
            context,
            false,
            cipherSuites.isEmpty() ? null : cipherSuites,
            IdentityCipherSuiteFilter.INSTANCE,
            negotiation(),
            clientAuth,
            protocols.isEmpty() ? null : protocols.toArray(String[]::new),
            false) {
          @Override
          protected SslHandler newHandler(
              ByteBufAllocator buffers, boolean startTls, Executor delegated) {
            return handlers.handler(newEngine(buffers), startTls, delegated);
          }

          @Override
          protected SslHandler newHandler(
              ByteBufAllocator buffers,
              String host,
              int port,
              boolean startTls,
              Executor delegated) {
            return handlers.handler(newEngine(buffers, host, port), startTls, delegated);
          }
        };
      } catch (GeneralSecurityException e) {
        throw new SSLException(e);
      }
    }

    private @Nullable ApplicationProtocolConfig negotiation() {
      return alpn && !applicationProtocols.isEmpty()
          ? new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              applicationProtocols)
          : null;
    }
  }
}
