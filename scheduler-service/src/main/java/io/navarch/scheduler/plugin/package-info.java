/** One class per filter and per score, under the names and weights of the upstream scheduler. */
@NullMarked
package io.navarch.scheduler.plugin;

import org.jspecify.annotations.NullMarked;
