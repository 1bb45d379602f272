@NullMarked
package io.navarch.model.client;

import org.jspecify.annotations.NullMarked;
