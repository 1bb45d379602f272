/** How the store's calls travel between processes: a compact framing, the same on both sides. */
@NullMarked
package io.navarch.model.store.wire;

import org.jspecify.annotations.NullMarked;
