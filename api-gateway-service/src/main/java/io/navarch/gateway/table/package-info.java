@NullMarked
package io.navarch.gateway.table;

import org.jspecify.annotations.NullMarked;
