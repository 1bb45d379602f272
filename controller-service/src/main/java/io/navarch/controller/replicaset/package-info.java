/** ReplicaSets: as many pods as wanted. */
@NullMarked
package io.navarch.controller.replicaset;

import org.jspecify.annotations.NullMarked;
