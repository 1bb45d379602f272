@NullMarked
package io.navarch.dns.watch;

import org.jspecify.annotations.NullMarked;
