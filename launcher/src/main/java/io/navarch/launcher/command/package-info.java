@NullMarked
package io.navarch.launcher.command;

import org.jspecify.annotations.NullMarked;
