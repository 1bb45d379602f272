package io.navarch.controller.certificates;

import io.navarch.model.pki.CertificateRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a node's certificates must ask for, in the words of the Kubernetes API. */
final class NodeCertificates {
  private static final Set<String> CLIENT =
      Set.of("digital signature", "key encipherment", "client auth");
  private static final Set<String> CLIENT_WITHOUT_RSA = Set.of("digital signature", "client auth");
  private static final Set<String> SERVING =
      Set.of("digital signature", "key encipherment", "server auth");
  private static final Set<String> SERVING_WITHOUT_RSA = Set.of("digital signature", "server auth");

  private NodeCertificates() {}

  /** What is wrong with a request for a client certificate of a node; null if nothing. */
  static @Nullable String clientError(CertificateRequest request, List<String> usages) {
    if (!request.organizations().equals(List.of("system:nodes"))) {
      return "subject organization is not system:nodes";
    }
    if (!request.dnsNames().isEmpty()) {
      return "DNS subjectAltNames are not allowed";
    }
    String names = emailOrUriError(request);
    if (!request.emails().isEmpty()) {
      return names;
    }
    if (!request.ipAddresses().isEmpty()) {
      return "IP subjectAltNames are not allowed";
    }
    if (names != null) {
      return names;
    }
    if (!isNode(request)) {
      return "subject common name does not begin with system:node:";
    }
    Set<String> asked = Set.copyOf(usages);
    return asked.equals(CLIENT) || asked.equals(CLIENT_WITHOUT_RSA)
        ? null
        : "usages did not match [client auth digital signature key encipherment]";
  }

  /** What is wrong with a request for a serving certificate of a node; null if nothing. */
  static @Nullable String servingError(CertificateRequest request, List<String> usages) {
    if (!request.organizations().equals(List.of("system:nodes"))) {
      return "subject organization is not system:nodes";
    }
    if (request.dnsNames().isEmpty() && request.ipAddresses().isEmpty()) {
      return "DNS or IP subjectAltName is required";
    }
    String names = emailOrUriError(request);
    if (names != null) {
      return names;
    }
    Set<String> asked = Set.copyOf(usages);
    if (!asked.equals(SERVING) && !asked.equals(SERVING_WITHOUT_RSA)) {
      return "usages did not match [digital signature key encipherment server auth]";
    }
    return isNode(request) ? null : "subject common name does not begin with system:node:";
  }

  private static @Nullable String emailOrUriError(CertificateRequest request) {
    if (!request.emails().isEmpty()) {
      return "Email subjectAltNames are not allowed";
    }
    return request.uris().isEmpty() ? null : "URI subjectAltNames are not allowed";
  }

  private static boolean isNode(CertificateRequest request) {
    return request.commonName().startsWith("system:node:");
  }
}
