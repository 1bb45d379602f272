@NullMarked
package io.navarch.gateway.registry;

import org.jspecify.annotations.NullMarked;
