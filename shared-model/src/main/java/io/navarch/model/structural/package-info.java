/** Schemas of custom resources: what a definition's {@code openAPIV3Schema} says at run time. */
@NullMarked
package io.navarch.model.structural;

import org.jspecify.annotations.NullMarked;
