/**
 * The few calls to the Kubernetes API that need exact bodies: status patches, deletes by uid,
 * tokens, events.
 */
@NullMarked
package io.navarch.node.api;

import org.jspecify.annotations.NullMarked;
