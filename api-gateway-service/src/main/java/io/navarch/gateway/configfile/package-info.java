/**
 * Configuration files in the form of Kubernetes' own: read strictly, checked with field paths,
 * taken up again when they change.
 */
@NullMarked
package io.navarch.gateway.configfile;

import org.jspecify.annotations.NullMarked;
