@NullMarked
package io.navarch.launcher.process;

import org.jspecify.annotations.NullMarked;
