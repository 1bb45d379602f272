@NullMarked
package io.navarch.dns.serve;

import org.jspecify.annotations.NullMarked;
