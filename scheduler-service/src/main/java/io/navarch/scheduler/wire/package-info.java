/** The scheduler's contact with the Kubernetes API: informers, binder, events, leader lease. */
@NullMarked
package io.navarch.scheduler.wire;

import org.jspecify.annotations.NullMarked;
