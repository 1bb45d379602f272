@NullMarked
package io.navarch.launcher.cluster;

import org.jspecify.annotations.NullMarked;
