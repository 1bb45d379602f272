/** DaemonSets: one pod on every node that fits. */
@NullMarked
package io.navarch.controller.daemonset;

import org.jspecify.annotations.NullMarked;
