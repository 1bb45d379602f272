/** The textual formats of the API (names, keys, ports), with the messages of their violations. */
@NullMarked
package io.navarch.model.format;

import org.jspecify.annotations.NullMarked;
