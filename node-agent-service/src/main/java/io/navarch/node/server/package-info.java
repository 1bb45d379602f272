/** The node's own HTTPS API, which the API server tunnels logs, exec and port-forward through. */
@NullMarked
package io.navarch.node.server;

import org.jspecify.annotations.NullMarked;
