/** What one pod on this node needs next, and doing it. */
@NullMarked
package io.navarch.node.pod;

import org.jspecify.annotations.NullMarked;
