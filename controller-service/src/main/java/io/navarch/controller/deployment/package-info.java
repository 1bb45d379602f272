/** Deployments: rollouts by scaling ReplicaSets. */
@NullMarked
package io.navarch.controller.deployment;

import org.jspecify.annotations.NullMarked;
