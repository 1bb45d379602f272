/** Bootstrap tokens: they sign what joining nodes must trust, and go when their time is over. */
@NullMarked
package io.navarch.controller.bootstrap;

import org.jspecify.annotations.NullMarked;
