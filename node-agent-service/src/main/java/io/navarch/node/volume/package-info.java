/** Directories that pods mount: what each kind of volume puts there and takes away again. */
@NullMarked
package io.navarch.node.volume;

import org.jspecify.annotations.NullMarked;
