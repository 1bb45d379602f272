/**
 * From the bytes of a request to an object in its written form: parsing with duplicates seen, types
 * and names checked against the schema, values canonical, zero members as Go writes them, defaults.
 */
@NullMarked
package io.navarch.model.decode;

import org.jspecify.annotations.NullMarked;
