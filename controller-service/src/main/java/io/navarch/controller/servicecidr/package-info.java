/** Ranges of cluster IPs: they are ready until they go, and go when no address needs them. */
@NullMarked
package io.navarch.controller.servicecidr;

import org.jspecify.annotations.NullMarked;
