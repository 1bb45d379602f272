@NullMarked
package io.navarch.model.schema;

import org.jspecify.annotations.NullMarked;
