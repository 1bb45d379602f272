/** What is used of resource quotas, counted anew when objects go or quotas change. */
@NullMarked
package io.navarch.controller.resourcequota;

import org.jspecify.annotations.NullMarked;
