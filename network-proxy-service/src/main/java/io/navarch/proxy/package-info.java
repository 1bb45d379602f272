@NullMarked
package io.navarch.proxy;

import org.jspecify.annotations.NullMarked;
