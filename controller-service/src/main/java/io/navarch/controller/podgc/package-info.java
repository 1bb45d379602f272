/** Removes pods that nobody else would remove. */
@NullMarked
package io.navarch.controller.podgc;

import org.jspecify.annotations.NullMarked;
