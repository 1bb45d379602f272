/**
 * Writes the schemas of the built-in kinds at build time. Names, JSON types, required marks and
 * descriptions are read from the class files of the API model; what a class file cannot say (Go
 * types, patch and apply marks, defaults) comes from the fact tables in {@code src/main/facts}.
 */
@NullMarked
package io.navarch.schemagenerator;

import org.jspecify.annotations.NullMarked;
