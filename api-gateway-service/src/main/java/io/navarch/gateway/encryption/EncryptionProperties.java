package io.navarch.gateway.encryption;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How values are encrypted at rest.
 *
 * @param providerConfig an EncryptionConfiguration file; without one nothing is encrypted
 * @param reloadInterval how often the file is looked at for changes
 * @param kmsStateInterval how often key management plugins are asked for their state, and with it
 *     for the key that they use now
 */
@ConfigurationProperties("navarch.gateway.encryption")
public record EncryptionProperties(
    @Nullable Path providerConfig,
    @DefaultValue("10s") Duration reloadInterval,
    @DefaultValue("1m") Duration kmsStateInterval) {}
