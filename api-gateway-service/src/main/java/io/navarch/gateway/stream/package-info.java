@NullMarked
package io.navarch.gateway.stream;

import org.jspecify.annotations.NullMarked;
