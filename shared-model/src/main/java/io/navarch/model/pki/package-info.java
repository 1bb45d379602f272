@NullMarked
package io.navarch.model.pki;

import org.jspecify.annotations.NullMarked;
