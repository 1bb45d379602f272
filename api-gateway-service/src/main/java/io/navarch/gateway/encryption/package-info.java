/**
 * Encryption at rest: what is written to the store and read from it, by EncryptionConfiguration.
 */
@NullMarked
package io.navarch.gateway.encryption;

import org.jspecify.annotations.NullMarked;
