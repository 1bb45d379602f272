@NullMarked
package io.navarch.proxy.plan;

import org.jspecify.annotations.NullMarked;
