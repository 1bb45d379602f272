@NullMarked
package io.navarch.model.status;

import org.jspecify.annotations.NullMarked;
