@NullMarked
package io.navarch.model.resource;

import org.jspecify.annotations.NullMarked;
