/**
 * The scheduling loop: one thread owns the cluster state and the queue; everybody else writes to
 * it.
 */
@NullMarked
package io.navarch.scheduler.run;

import org.jspecify.annotations.NullMarked;
