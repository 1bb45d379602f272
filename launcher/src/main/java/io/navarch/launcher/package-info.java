@NullMarked
package io.navarch.launcher;

import org.jspecify.annotations.NullMarked;
