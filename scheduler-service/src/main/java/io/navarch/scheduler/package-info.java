@NullMarked
package io.navarch.scheduler;

import org.jspecify.annotations.NullMarked;
