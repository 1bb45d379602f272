/** Calls out to webhooks over HTTPS: the ones of admission and of conversion. */
@NullMarked
package io.navarch.gateway.webhook;

import org.jspecify.annotations.NullMarked;
