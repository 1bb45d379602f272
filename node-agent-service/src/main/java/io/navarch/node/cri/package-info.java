/** The container runtime as the agent sees it: a port, and its implementation over CRI v1. */
@NullMarked
package io.navarch.node.cri;

import org.jspecify.annotations.NullMarked;
