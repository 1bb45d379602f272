package io.navarch.gateway.stream;

import javax.net.ssl.SSLContext;

/**
 * Who the other side of a connection is.
 *
 * @param verified whether its certificate must be for the server's name
 * @param serverName which certificate is asked for
 */
public record BackendIdentity(SSLContext tls, boolean verified, String serverName) {}
