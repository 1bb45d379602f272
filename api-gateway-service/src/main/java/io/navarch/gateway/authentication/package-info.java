/**
 * AuthenticationConfiguration: tokens of foreign issuers, of webhooks, and who may come without
 * any.
 */
@NullMarked
package io.navarch.gateway.authentication;

import org.jspecify.annotations.NullMarked;
