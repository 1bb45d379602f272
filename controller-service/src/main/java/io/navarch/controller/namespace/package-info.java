/** Namespaces: emptying those that are being deleted. */
@NullMarked
package io.navarch.controller.namespace;

import org.jspecify.annotations.NullMarked;
