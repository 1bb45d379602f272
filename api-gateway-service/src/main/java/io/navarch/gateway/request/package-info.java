@NullMarked
package io.navarch.gateway.request;

import org.jspecify.annotations.NullMarked;
