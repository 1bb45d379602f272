@NullMarked
package io.navarch.model.store;

import org.jspecify.annotations.NullMarked;
