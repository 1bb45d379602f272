@NullMarked
package io.navarch.model;

import org.jspecify.annotations.NullMarked;
