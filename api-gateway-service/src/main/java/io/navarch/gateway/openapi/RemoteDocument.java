package io.navarch.gateway.openapi;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the server of an aggregated API says of it.
 *
 * @param name of the group version's v3 document, such as {@code apis/metrics.k8s.io/v1beta1}
 * @param v3 the document; null where the server publishes none
 * @param v2 all that the server says in v2, more than this group version; empty for nothing
 */
public record RemoteDocument(String name, byte @Nullable [] v3, Map<String, Object> v2) {}
