@NullMarked
package io.navarch.gateway.strategy;

import org.jspecify.annotations.NullMarked;
