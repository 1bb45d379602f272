@NullMarked
package io.navarch.gateway.access;

import org.jspecify.annotations.NullMarked;
