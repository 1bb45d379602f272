/**
 * Kubernetes' protobuf encoding of API objects, driven by a table of field numbers and by the
 * schemas.
 */
@NullMarked
package io.navarch.model.protobuf;

import org.jspecify.annotations.NullMarked;
