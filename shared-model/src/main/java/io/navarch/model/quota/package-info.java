/** What objects count for against limits and quotas, for those who admit and those who recount. */
@NullMarked
package io.navarch.model.quota;

import org.jspecify.annotations.NullMarked;
