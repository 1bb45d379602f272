package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The rules for projected volumes: what each source needs, and that no two share a path. */
final class ProjectedVolumeRules {
  private static final List<String> KEY_TYPES =
      List.of("RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519");
  private static final long SHORTEST_CERTIFICATE = 3_600;
  private static final long LONGEST_CERTIFICATE = 91L * 24 * 60 * 60;
  private static final long LONGEST_OWN_CERTIFICATE = 24L * 60 * 60;

  private final Field volume;
  private final Set<String> paths = new HashSet<>();

  private ProjectedVolumeRules(Field volume) {
    this.volume = volume;
  }

  static void check(Field volume) {
    VolumeRules.mode(volume.at("defaultMode"));
    ProjectedVolumeRules rules = new ProjectedVolumeRules(volume);
    for (Field source : volume.at("sources").each()) {
      rules.source(source);
    }
  }

  private void source(Field source) {
    int types = 0;
    for (String type : List.of("secret", "configMap")) {
      if (source.at(type).isSet()) {
        types++;
        keys(source.at(type));
      }
    }
    if (source.at("downwardAPI").isSet()) {
      types++;
      Field downward = source.at("downwardAPI");
      for (Field item : downward.at("items").each()) {
        VolumeRules.downwardFile(item, downward);
        unique(item.at("path").string(), item.at("path").string());
      }
    }
    if (source.at("serviceAccountToken").isSet()) {
      types++;
      token(source.at("serviceAccountToken"));
    }
    if (source.at("clusterTrustBundle").isSet()) {
      types++;
      trustBundle(source.at("clusterTrustBundle"));
    }
    if (source.at("podCertificate").isSet()) {
      types++;
      certificate(source.at("podCertificate"));
    }
    if (types > 1) {
      source.forbidden("may not specify more than 1 volume type per source");
    }
  }

  private void keys(Field source) {
    source.at("name").requirePresent();
    for (Field item : source.at("items").each()) {
      VolumeRules.keyToPath(item);
      unique(item.at("path").string(), source.at("name").string());
    }
  }

  private void unique(String path, String shown) {
    if (!path.isEmpty() && !paths.add(path)) {
      volume.invalid(shown, "conflicting duplicate paths");
    }
  }

  private void token(Field token) {
    Field seconds = token.at("expirationSeconds");
    if (seconds.number() < 600) {
      seconds.invalid(seconds.number(), "may not specify a duration less than 10 minutes");
    } else if (seconds.number() > 1L << 32) {
      seconds.invalid("may not specify a duration larger than 2^32 seconds");
    }
    Field path = token.at("path").reportedAs(volume.at("path"));
    if (path.requirePresent()) {
      MountRules.local(path);
    }
  }

  private void trustBundle(Field bundle) {
    Field name = bundle.at("name");
    Field signer = bundle.at("signerName");
    if (name.isSet() && signer.isSet()) {
      bundle.invalid("only one of name and signerName may be used");
    } else if (name.isSet()) {
      if (name.isEmpty()) {
        name.required("must be a valid object name");
      }
      for (String message : Signers.checkBundleName(name.string())) {
        name.invalid("not a valid clustertrustbundlename: " + message);
      }
      if (bundle.at("labelSelector").isSet()) {
        bundle.at("labelSelector").invalid("labelSelector must be unset if name is specified");
      }
    } else if (signer.isSet()) {
      if (signer.isEmpty()) {
        signer.required("must be a valid signer name");
      }
      Signers.check(signer);
      AffinityRules.selector(bundle.at("labelSelector"));
    } else {
      bundle.required("either name or signerName must be specified");
    }
    bundle.at("path").requirePresent();
    MountRules.local(bundle.at("path"));
    unique(bundle.at("path").string(), bundle.at("path").string());
  }

  private void certificate(Field certificate) {
    Field signer = certificate.at("signerName");
    Signers.check(signer);
    for (Field annotation : certificate.at("userAnnotations").entries()) {
      String key = annotation.name().toLowerCase(Locale.ROOT);
      Formats.labelKey(key)
          .forEach(m -> certificate.at("userAnnotations").invalid(annotation.name(), m));
    }
    Field keyType = certificate.at("keyType");
    if (!KEY_TYPES.contains(keyType.string())) {
      keyType.notSupported(KEY_TYPES);
    }
    Field seconds = certificate.at("maxExpirationSeconds");
    if (seconds.isSet()) {
      boolean own = Signers.isKubernetes(signer.string());
      long longest = own ? LONGEST_OWN_CERTIFICATE : LONGEST_CERTIFICATE;
      if (seconds.number() < SHORTEST_CERTIFICATE) {
        seconds.invalid("if provided, maxExpirationSeconds must be >= 3600");
      } else if (seconds.number() > longest) {
        seconds.invalid("if provided, maxExpirationSeconds must be <= " + longest);
      }
    }
    boolean anywhere = false;
    for (String member : List.of("credentialBundlePath", "keyPath", "certificateChainPath")) {
      Field path = certificate.at(member);
      if (!path.isEmpty()) {
        anywhere = true;
        MountRules.local(path);
        unique(path.string(), path.string());
      }
    }
    if (!anywhere) {
      certificate.required(
          "specify at least one of credentialBundlePath, keyPath, and certificateChainPath");
    }
  }
}
