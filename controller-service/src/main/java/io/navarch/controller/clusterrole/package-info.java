/** Cluster roles whose rules are those of others. */
@NullMarked
package io.navarch.controller.clusterrole;

import org.jspecify.annotations.NullMarked;
