/** The state store of another process, spoken to over HTTP/2. */
@NullMarked
package io.navarch.gateway.remotestore;

import org.jspecify.annotations.NullMarked;
