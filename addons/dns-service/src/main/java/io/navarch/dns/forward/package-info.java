@NullMarked
package io.navarch.dns.forward;

import org.jspecify.annotations.NullMarked;
