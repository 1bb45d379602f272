/** Deletes what no longer has an owner, and lets go of owners whose dependents are gone. */
@NullMarked
package io.navarch.controller.garbagecollector;

import org.jspecify.annotations.NullMarked;
