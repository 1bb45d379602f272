/** Container logs on disk: reading, rotating. */
@NullMarked
package io.navarch.node.log;

import org.jspecify.annotations.NullMarked;
