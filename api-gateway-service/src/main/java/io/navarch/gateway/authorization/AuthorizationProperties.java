package io.navarch.gateway.authorization;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who decides what users may do.
 *
 * @param config an AuthorizationConfiguration file; without one the node authorizer and RBAC decide
 * @param reloadInterval how often the file is looked at for changes
 */
@ConfigurationProperties("navarch.gateway.authorization")
public record AuthorizationProperties(
    @Nullable Path config, @DefaultValue("10s") Duration reloadInterval) {}
