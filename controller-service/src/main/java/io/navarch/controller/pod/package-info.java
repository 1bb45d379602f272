/** Facts about pods that several controllers share, and the making and ending of pods. */
@NullMarked
package io.navarch.controller.pod;

import org.jspecify.annotations.NullMarked;
