/** Brings committed changes to watches, for engines that see all of their changes in order. */
@NullMarked
package io.navarch.store.feed;

import org.jspecify.annotations.NullMarked;
