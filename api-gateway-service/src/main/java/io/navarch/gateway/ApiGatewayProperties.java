package io.navarch.gateway;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the gateway runs. Files are PEM.
 *
 * @param address to listen on
 * @param port of the Kubernetes API; 0 for any free one
 * @param tlsCertificate serving certificate and its chain
 * @param clientCa authority of client certificates
 * @param frontProxyCa authority of front proxies; requests with its certificates may name a user
 * @param advertiseAddress at which the cluster reaches the API; empty for this machine's own
 * @param serviceCidr range of cluster IPs
 * @param serviceNodePortRange first and last node port, such as {@code 30000-32767}
 * @param serviceAccountKey verifies service account tokens (public key)
 * @param serviceAccountSigningKey signs service account tokens (private key)
 * @param issuer of service account tokens
 * @param kubeletClientCertificate with which the gateway calls node agents
 * @param kubeletCa authority of the node agents' serving certificates; the client authority if not
 *     set
 * @param anonymous whether requests without credentials are let in as {@code system:anonymous}
 */
@ConfigurationProperties("navarch.gateway")
public record ApiGatewayProperties(
    @DefaultValue("0.0.0.0") String address,
    @DefaultValue("6443") int port,
    @DefaultValue("pki/apiserver.crt") Path tlsCertificate,
    @DefaultValue("pki/apiserver.key") Path tlsKey,
    @DefaultValue("pki/ca.crt") Path clientCa,
    @Nullable Path frontProxyCa,
    @DefaultValue("") String advertiseAddress,
    @DefaultValue("10.96.0.0/16") String serviceCidr,
    @DefaultValue("30000-32767") String serviceNodePortRange,
    @DefaultValue("pki/sa.pub") Path serviceAccountKey,
    @DefaultValue("pki/sa.key") Path serviceAccountSigningKey,
    @DefaultValue("https://kubernetes.default.svc.cluster.local") String issuer,
    @DefaultValue("pki/apiserver-kubelet-client.crt") Path kubeletClientCertificate,
    @DefaultValue("pki/apiserver-kubelet-client.key") Path kubeletClientKey,
    @Nullable Path kubeletCa,
    @DefaultValue("true") boolean anonymous) {}
