/**
 * The API described for clients: OpenAPI v2 in one document, v3 in one document a group version.
 */
@NullMarked
package io.navarch.gateway.openapi;

import org.jspecify.annotations.NullMarked;
