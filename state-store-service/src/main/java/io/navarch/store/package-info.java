@NullMarked
package io.navarch.store;

import org.jspecify.annotations.NullMarked;
