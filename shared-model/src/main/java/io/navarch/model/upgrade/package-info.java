@NullMarked
package io.navarch.model.upgrade;

import org.jspecify.annotations.NullMarked;
