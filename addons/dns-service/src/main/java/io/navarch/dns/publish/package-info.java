@NullMarked
package io.navarch.dns.publish;

import org.jspecify.annotations.NullMarked;
