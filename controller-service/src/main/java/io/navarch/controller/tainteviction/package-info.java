/** Evicts pods from nodes whose taints they do not tolerate. */
@NullMarked
package io.navarch.controller.tainteviction;

import org.jspecify.annotations.NullMarked;
