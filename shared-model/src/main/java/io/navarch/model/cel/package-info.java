/**
 * The Common Expression Language as Kubernetes has it: its environment and function libraries,
 * expressions compiled once and kept, evaluation over JSON trees within a cost budget. Nothing of
 * the CEL library is loaded before the first expression is compiled.
 */
@NullMarked
package io.navarch.model.cel;

import org.jspecify.annotations.NullMarked;
