/** Loops that bring what the API server itself looks after to what it should be, key by key. */
@NullMarked
package io.navarch.gateway.loop;

import org.jspecify.annotations.NullMarked;
