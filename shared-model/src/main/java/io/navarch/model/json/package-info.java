@NullMarked
package io.navarch.model.json;

import org.jspecify.annotations.NullMarked;
