/** What every process of Navarch has in common, whichever services run in it. */
@NullMarked
package io.navarch.model.process;

import org.jspecify.annotations.NullMarked;
