package io.navarch.gateway.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.navarch.gateway.registry.WriteContext;
import io.navarch.gateway.registry.WriteHook;
import io.navarch.model.object.ApiObject;
import io.navarch.model.pki.Pem;
import io.navarch.model.pki.PkiException;
import io.navarch.model.resource.ResourceDefinition;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Counts certificates whose requests named a duration, and those of them that last about as long.
 */
final class CertificateDurationsHook implements WriteHook {
  private static final String PREFIX = "apiserver_certificates_registry_";
  private static final Duration LEEWAY = Duration.ofMinutes(5);
  private static final int DRIFT = 20;

  private final MeterRegistry registry;

  CertificateDurationsHook(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public boolean appliesTo(ResourceDefinition resource) {
    return resource.group().equals("certificates.k8s.io")
        && resource.plural().equals("certificatesigningrequests");
  }

  @Override
  public Reservation before(
      WriteContext context, @Nullable ApiObject object, @Nullable ApiObject old) {
    if (object == null || old == null || context.dryRun() || certificate(object).isEmpty()) {
      return Reservation.NONE;
    }
    boolean issued = certificate(old).isEmpty();
    return issued && old.at("spec", "expirationSeconds") instanceof Number wanted
        ? new Issued(object, Duration.ofSeconds(wanted.longValue()))
        : Reservation.NONE;
  }

  private static String certificate(ApiObject request) {
    return request.at("status", "certificate") instanceof String text ? text : "";
  }

  /** A certificate that comes with this write. */
  private final class Issued implements Reservation {
    private final ApiObject request;
    private final Duration wanted;

    Issued(ApiObject request, Duration wanted) {
      this.request = request;
      this.wanted = wanted;
    }

    @Override
    public void commit() {
      count("csr_requested_duration", "Certificates whose requests named a duration");
      if (isHonored()) {
        count("csr_honored_duration", "Certificates that last about as long as was asked for");
      }
    }

    private boolean isHonored() {
      try {
        String pem =
            new String(Base64.getDecoder().decode(certificate(request)), StandardCharsets.US_ASCII);
        X509Certificate first = Pem.certificates(pem).getFirst();
        Duration given =
            Duration.between(first.getNotBefore().toInstant(), first.getNotAfter().toInstant());
        return wanted.minus(given).abs().compareTo(LEEWAY.plus(wanted.dividedBy(DRIFT))) < 0;
      } catch (PkiException | IllegalArgumentException e) {
        return false;
      }
    }

    private void count(String name, String description) {
      String signer = String.valueOf(request.at("spec", "signerName"));
      Counter.builder(PREFIX + name)
          .description(description)
          .tag("signerName", signer.startsWith("kubernetes.io/") ? signer : "other")
          .register(registry)
          .increment();
    }

    @Override
    public void release() {}
  }
}
