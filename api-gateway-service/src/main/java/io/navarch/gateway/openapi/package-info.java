@NullMarked
package io.navarch.gateway.openapi;

import org.jspecify.annotations.NullMarked;
