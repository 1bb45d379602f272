/** Approval, signing and clean-up of certificate signing requests. */
@NullMarked
package io.navarch.controller.certificates;

import org.jspecify.annotations.NullMarked;
