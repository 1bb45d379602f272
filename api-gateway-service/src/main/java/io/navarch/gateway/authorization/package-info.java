/** AuthorizationConfiguration: which authorizers are asked, in which order, webhooks among them. */
@NullMarked
package io.navarch.gateway.authorization;

import org.jspecify.annotations.NullMarked;
