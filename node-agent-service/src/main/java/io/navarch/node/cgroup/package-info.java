/**
 * Control groups: the tree under which the runtime places containers, and the numbers written into
 * it.
 */
@NullMarked
package io.navarch.node.cgroup;

import org.jspecify.annotations.NullMarked;
