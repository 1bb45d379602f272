/** Regular expressions that others have written. */
@NullMarked
package io.navarch.model.pattern;

import org.jspecify.annotations.NullMarked;
