/** The scheduler's own management API: explain a decision, ask what if. */
@NullMarked
package io.navarch.scheduler.api;

import org.jspecify.annotations.NullMarked;
