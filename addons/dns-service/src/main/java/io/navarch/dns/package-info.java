@NullMarked
package io.navarch.dns;

import org.jspecify.annotations.NullMarked;
