/** Microbenchmarks of what the gateway does for every request. */
@NullMarked
package io.navarch.bench.micro;

import org.jspecify.annotations.NullMarked;
