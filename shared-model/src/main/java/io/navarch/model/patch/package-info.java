@NullMarked
package io.navarch.model.patch;

import org.jspecify.annotations.NullMarked;
