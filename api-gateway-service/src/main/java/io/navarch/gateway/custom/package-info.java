/**
 * Resources that CustomResourceDefinitions declare: what is served, in which versions, by which
 * schemas, and the life of the definitions themselves.
 */
@NullMarked
package io.navarch.gateway.custom;

import org.jspecify.annotations.NullMarked;
