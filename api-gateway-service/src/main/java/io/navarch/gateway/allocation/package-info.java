/** What services are given of limited supply: cluster IPs and node ports. */
@NullMarked
package io.navarch.gateway.allocation;

import org.jspecify.annotations.NullMarked;
