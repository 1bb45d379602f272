/** Tells silent nodes from living ones, and taints those that pods should leave. */
@NullMarked
package io.navarch.controller.nodelifecycle;

import org.jspecify.annotations.NullMarked;
