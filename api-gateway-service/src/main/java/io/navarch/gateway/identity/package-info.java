/** Who the running API servers of a cluster are: a Lease of each. */
@NullMarked
package io.navarch.gateway.identity;

import org.jspecify.annotations.NullMarked;
