@NullMarked
package io.navarch.gateway.discovery;

import org.jspecify.annotations.NullMarked;
