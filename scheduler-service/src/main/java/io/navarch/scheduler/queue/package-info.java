/** Which pod comes next: active, backing off, unschedulable and gated pods. */
@NullMarked
package io.navarch.scheduler.queue;

import org.jspecify.annotations.NullMarked;
