@NullMarked
package io.navarch.standalone;

import org.jspecify.annotations.NullMarked;
