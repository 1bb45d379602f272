/**
 * How the reference API server shows objects in its messages: in its internal form, whose members
 * are called, ordered and left out otherwise than the API's.
 */
@NullMarked
package io.navarch.gateway.internalform;

import org.jspecify.annotations.NullMarked;
