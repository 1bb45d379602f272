/**
 * Requests that are passed on to a node agent or to a pod: logs, exec, attach, port-forward and
 * proxy. The gateway decides whether and where; the bytes pass through untouched.
 */
@NullMarked
package io.navarch.gateway.stream;

import org.jspecify.annotations.NullMarked;
