@NullMarked
package io.navarch.model.selector;

import org.jspecify.annotations.NullMarked;
