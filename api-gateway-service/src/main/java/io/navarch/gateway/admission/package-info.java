@NullMarked
package io.navarch.gateway.admission;

import org.jspecify.annotations.NullMarked;
