/** Jobs that are made by the clock. */
@NullMarked
package io.navarch.controller.cronjob;

import org.jspecify.annotations.NullMarked;
