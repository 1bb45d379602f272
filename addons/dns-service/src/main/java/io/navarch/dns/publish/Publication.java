package io.navarch.dns.publish;

import io.navarch.model.client.ObjectKey;

/**
 * How the cluster is to reach this DNS.
 *
 * @param service the Service that leads to it
 * @param serviceIp the address of that Service, which pods' resolvers ask
 * @param nodeName the node that this one runs on
 * @param address where it listens
 * @param port where it listens, for UDP and TCP
 */
public record Publication(
    ObjectKey service, String serviceIp, String nodeName, String address, int port) {}
