/** Removal of dead containers, sandboxes, orphaned directories and unused images. */
@NullMarked
package io.navarch.node.gc;

import org.jspecify.annotations.NullMarked;
