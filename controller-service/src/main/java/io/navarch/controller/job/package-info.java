/** Jobs: pods that run to their end, counted once each. */
@NullMarked
package io.navarch.controller.job;

import org.jspecify.annotations.NullMarked;
