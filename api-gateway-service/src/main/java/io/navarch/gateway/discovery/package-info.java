/**
 * Which groups, versions and resources are served: the documents below {@code /api} and {@code
 * /apis}.
 */
@NullMarked
package io.navarch.gateway.discovery;

import org.jspecify.annotations.NullMarked;
