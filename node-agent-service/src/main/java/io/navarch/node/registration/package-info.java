/** The Node object, its status and its heartbeat. */
@NullMarked
package io.navarch.node.registration;

import org.jspecify.annotations.NullMarked;
