package io.navarch.gateway.flow;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many requests run at once.
 *
 * @param enabled whether requests take seats at all
 * @param seats of all priority levels together; upstream has 400 for reads and 200 for writes
 * @param patience how long a request waits for a seat
 */
@ConfigurationProperties("navarch.gateway.flow-control")
public record FlowControlProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("600") int seats,
    @DefaultValue("15s") Duration patience) {}
