@NullMarked
package io.navarch.gateway.http;

import org.jspecify.annotations.NullMarked;
