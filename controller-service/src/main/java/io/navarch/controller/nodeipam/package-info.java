/** Pod CIDRs of nodes. */
@NullMarked
package io.navarch.controller.nodeipam;

import org.jspecify.annotations.NullMarked;
