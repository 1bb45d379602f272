/**
 * What every controller runs on: keyed reconcile loops, expectations, the things handed to a
 * controller.
 */
@NullMarked
package io.navarch.controller.loop;

import org.jspecify.annotations.NullMarked;
