/** The Pod Security Standards: levels, versions, one class a check, and the admission plugin. */
@NullMarked
package io.navarch.gateway.admission.podsecurity;

import org.jspecify.annotations.NullMarked;
