@NullMarked
package io.navarch.proxy.nft;

import org.jspecify.annotations.NullMarked;
