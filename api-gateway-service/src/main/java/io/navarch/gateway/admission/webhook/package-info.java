/** Mutating and validating admission webhooks. */
@NullMarked
package io.navarch.gateway.admission.webhook;

import org.jspecify.annotations.NullMarked;
