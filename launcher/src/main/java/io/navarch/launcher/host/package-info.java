@NullMarked
package io.navarch.launcher.host;

import org.jspecify.annotations.NullMarked;
