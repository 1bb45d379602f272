@NullMarked
package io.navarch.model.quantity;

import org.jspecify.annotations.NullMarked;
