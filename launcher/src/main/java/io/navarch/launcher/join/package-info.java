/** How further machines become nodes of a cluster: tokens, discovery, first certificate. */
@NullMarked
package io.navarch.launcher.join;

import org.jspecify.annotations.NullMarked;
