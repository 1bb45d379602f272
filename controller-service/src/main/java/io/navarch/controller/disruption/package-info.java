/** What pod disruption budgets allow at the moment. */
@NullMarked
package io.navarch.controller.disruption;

import org.jspecify.annotations.NullMarked;
