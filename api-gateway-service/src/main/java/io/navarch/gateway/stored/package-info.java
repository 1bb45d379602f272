/** The store as the gateway calls it: whose resource a key is, and how long calls take. */
@NullMarked
package io.navarch.gateway.stored;

import org.jspecify.annotations.NullMarked;
