/** Reads facts about the API that stand as tables beside the code. */
@NullMarked
package io.navarch.gateway.facts;

import org.jspecify.annotations.NullMarked;
