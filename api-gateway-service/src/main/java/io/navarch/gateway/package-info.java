@NullMarked
package io.navarch.gateway;

import org.jspecify.annotations.NullMarked;
