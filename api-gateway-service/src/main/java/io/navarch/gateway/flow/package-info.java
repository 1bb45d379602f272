/**
 * API priority and fairness: which requests run now, which wait and which are refused, so that
 * nobody's flood drowns the others.
 */
@NullMarked
package io.navarch.gateway.flow;

import org.jspecify.annotations.NullMarked;
