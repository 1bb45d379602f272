/** JSON paths as kubectl and custom resource definitions write them. */
@NullMarked
package io.navarch.model.jsonpath;

import org.jspecify.annotations.NullMarked;
