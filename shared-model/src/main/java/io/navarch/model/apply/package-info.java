/**
 * Server-side apply: who owns which field of an object, what happens when somebody else writes it,
 * and how an applied configuration is worked into what stands. Pure functions over JSON trees.
 */
@NullMarked
package io.navarch.model.apply;

import org.jspecify.annotations.NullMarked;
