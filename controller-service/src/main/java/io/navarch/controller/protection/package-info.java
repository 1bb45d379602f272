/** Storage objects that are in use stay until they no longer are. */
@NullMarked
package io.navarch.controller.protection;

import org.jspecify.annotations.NullMarked;
