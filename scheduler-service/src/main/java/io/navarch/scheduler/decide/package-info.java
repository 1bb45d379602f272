/** From a pod and the cluster to a decision: pure planners without any client. */
@NullMarked
package io.navarch.scheduler.decide;

import org.jspecify.annotations.NullMarked;
