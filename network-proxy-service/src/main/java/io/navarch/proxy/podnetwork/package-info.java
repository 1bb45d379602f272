@NullMarked
package io.navarch.proxy.podnetwork;

import org.jspecify.annotations.NullMarked;
