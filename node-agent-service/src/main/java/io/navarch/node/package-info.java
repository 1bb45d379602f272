@NullMarked
package io.navarch.node;

import org.jspecify.annotations.NullMarked;
