/** Swagger UI over the Kubernetes API's own OpenAPI documents, on the port of the API. */
@NullMarked
package io.navarch.gateway.swagger;

import org.jspecify.annotations.NullMarked;
