/** Which requests a webhook or a policy is about, and what their expressions see of a request. */
@NullMarked
package io.navarch.gateway.admission.match;

import org.jspecify.annotations.NullMarked;
