@NullMarked
package io.navarch.dns.zone;

import org.jspecify.annotations.NullMarked;
