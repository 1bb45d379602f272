/** What the scheduler knows of the cluster, in compact structures kept by increments. */
@NullMarked
package io.navarch.scheduler.cluster;

import org.jspecify.annotations.NullMarked;
