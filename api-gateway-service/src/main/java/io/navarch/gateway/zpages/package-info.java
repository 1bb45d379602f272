/** Pages about the process itself, for people who look for what is wrong with it. */
@NullMarked
package io.navarch.gateway.zpages;

import org.jspecify.annotations.NullMarked;
