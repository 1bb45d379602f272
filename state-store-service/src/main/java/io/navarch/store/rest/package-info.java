/** The store over HTTP: JSON and event streams for people, a compact framing for the gateway. */
@NullMarked
package io.navarch.store.rest;

import org.jspecify.annotations.NullMarked;
