/**
 * Calls to services that the administrator named in a kubeconfig file: webhooks of several kinds.
 */
@NullMarked
package io.navarch.gateway.callout;

import org.jspecify.annotations.NullMarked;
