package io.navarch.gateway.strategy;

import io.navarch.gateway.internalform.InternalForm;
import io.navarch.model.pki.CertificateRequest;
import io.navarch.model.pki.PkiException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for certificate signing requests, their conditions and their certificates. */
final class CertificateRequestRules {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([^-\\n]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);
  private static final String[] USAGES = {
    "any",
    "cert sign",
    "client auth",
    "code signing",
    "content commitment",
    "crl sign",
    "data encipherment",
    "decipher only",
    "digital signature",
    "email protection",
    "encipher only",
    "ipsec end system",
    "ipsec tunnel",
    "ipsec user",
    "key agreement",
    "key encipherment",
    "microsoft sgc",
    "netscape sgc",
    "ocsp signing",
    "s/mime",
    "server auth",
    "signing",
    "timestamping"
  };
  private static final List<String> KEPT = List.of("Approved", "Denied", "Failed");
  private static final List<String> APPROVALS = List.of("Approved", "Denied");

  private CertificateRequestRules() {}

  static void spec(Field spec) {
    request(spec.at("request"));
    Field usages = spec.at("usages");
    if (usages.size() == 0) {
      usages.required("");
    }
    Set<String> seen = new HashSet<>();
    for (Field usage : usages.each()) {
      usage.among(USAGES);
      if (!seen.add(usage.string())) {
        usage.duplicate();
      }
    }
    Field signer = spec.at("signerName");
    if (signer.is("kubernetes.io/legacy-unknown")) {
      signer.invalid("the legacy signerName is not allowed via this API version");
    } else {
      Signers.check(signer);
    }
    Field seconds = spec.at("expirationSeconds");
    if (seconds.isSet() && seconds.number() < 600) {
      seconds.invalid("may not specify a duration less than 600 seconds (10 minutes)");
    }
  }

  private static void request(Field request) {
    try {
      CertificateRequest.ofBase64(request.string());
    } catch (PkiException e) {
      request.invalid(request.string(), String.valueOf(e.getMessage()));
    }
  }

  private static String decoded(Field base64) {
    try {
      return new String(Base64.getDecoder().decode(base64.string()), StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  static void conditions(Field conditions) {
    Set<String> seen = new HashSet<>();
    for (Field condition : conditions.each()) {
      Field type = condition.at("type");
      type.requirePresent();
      if (KEPT.contains(type.string())) {
        condition.at("status").oneOf("True");
      } else {
        condition.at("status").oneOf("False", "True", "Unknown");
      }
      boolean conflict =
          (type.is("Approved") && seen.contains("Denied"))
              || (type.is("Denied") && seen.contains("Approved"));
      if (conflict) {
        conditions.invalid(type.string(), "Approved and Denied conditions are mutually exclusive");
      }
      if (!seen.add(type.string())) {
        type.duplicate();
      }
    }
  }

  /**
   * What a write of a subresource may change.
   *
   * @param approving whether it is the one for approvals
   */
  static void checkChange(Field request, Field old, boolean approving) {
    Field conditions = request.at("status", "conditions");
    for (String type : KEPT) {
      List<Object> now = ofType(conditions, type);
      List<Object> before = ofType(old.at("status", "conditions"), type);
      if (now.size() < before.size()) {
        conditions.forbidden("updates may not remove a condition of type \"" + type + "\"");
      } else if (!approving && APPROVALS.contains(type)) {
        if (now.size() > before.size()) {
          conditions.forbidden("updates may not add a condition of type \"" + type + "\"");
        } else if (!now.equals(before)) {
          conditions.forbidden(
              "updates may not modify a condition of type \""
                  + type
                  + "\"\n"
                  + InternalForm.difference(
                      "certificates.CertificateSigningRequestCondition", before, now));
        }
      }
    }
    Field certificate = request.at("status", "certificate");
    Field before = old.at("status", "certificate");
    if (!certificate.sameAs(before)) {
      if (!before.isEmpty()) {
        certificate.forbidden("updates may not modify existing certificate content");
      }
      String wrong = certificateError(certificate);
      if (wrong != null) {
        certificate.invalid("<certificate data>", wrong);
      }
    }
  }

  private static List<Object> ofType(Field conditions, String type) {
    return conditions.each().stream()
        .filter(condition -> condition.at("type").is(type))
        .<Object>map(Field::map)
        .toList();
  }

  private static @Nullable String certificateError(Field certificate) {
    if (certificate.isEmpty()) {
      return null;
    }
    Matcher blocks = PEM.matcher(decoded(certificate));
    boolean any = false;
    while (blocks.find()) {
      any = true;
      if (!blocks.group(1).equals("CERTIFICATE")) {
        return "only CERTIFICATE PEM blocks are allowed, found \"" + blocks.group(1) + "\"";
      }
      if (blocks.group(2).contains(":")) {
        return "no PEM block headers are permitted";
      }
      try {
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(blocks.group().getBytes(StandardCharsets.ISO_8859_1)));
      } catch (CertificateException e) {
        return "x509: malformed certificate";
      }
    }
    return any ? null : "must contain at least one CERTIFICATE PEM block";
  }
}
