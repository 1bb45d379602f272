@NullMarked
package io.navarch.launcher.images;

import org.jspecify.annotations.NullMarked;
