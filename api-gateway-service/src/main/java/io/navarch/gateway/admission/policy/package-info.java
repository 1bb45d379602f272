/** Validating and mutating admission policies: rules in CEL, bound to requests and parameters. */
@NullMarked
package io.navarch.gateway.admission.policy;

import org.jspecify.annotations.NullMarked;
