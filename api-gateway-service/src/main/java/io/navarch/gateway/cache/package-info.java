@NullMarked
package io.navarch.gateway.cache;

import org.jspecify.annotations.NullMarked;
