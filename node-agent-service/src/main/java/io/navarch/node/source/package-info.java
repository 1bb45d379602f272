/** Where pods come from: the API and the directory of static pods. */
@NullMarked
package io.navarch.node.source;

import org.jspecify.annotations.NullMarked;
