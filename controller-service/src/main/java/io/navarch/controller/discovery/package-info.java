/** What kinds the gateway serves, and objects of any kind by their metadata only. */
@NullMarked
package io.navarch.controller.discovery;

import org.jspecify.annotations.NullMarked;
