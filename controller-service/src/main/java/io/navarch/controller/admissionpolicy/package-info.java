/**
 * Says in a validating admission policy's status where its expressions do not fit the types they
 * are for.
 */
@NullMarked
package io.navarch.controller.admissionpolicy;

import org.jspecify.annotations.NullMarked;
