@NullMarked
package io.navarch.model.object;

import org.jspecify.annotations.NullMarked;
