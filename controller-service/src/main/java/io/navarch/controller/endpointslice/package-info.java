/** EndpointSlices and Endpoints of Services with a selector. */
@NullMarked
package io.navarch.controller.endpointslice;

import org.jspecify.annotations.NullMarked;
