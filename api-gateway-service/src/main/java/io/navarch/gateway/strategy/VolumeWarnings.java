package io.navarch.gateway.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts for users of volume types that are gone, and of volumes whose files hide each other. */
final class VolumeWarnings {
  private static final String NOT_SINCE_22 = "deprecated in v1.22, non-functional in v1.25+";
  private static final String NOT_SINCE_28 = "deprecated in v1.28, non-functional in v1.31+";
  private static final Map<String, String> GONE =
      Map.of(
          "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+",
          "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+",
          "scaleIO", "deprecated in v1.16, non-functional in v1.22+",
          "flocker", NOT_SINCE_22,
          "storageos", NOT_SINCE_22,
          "quobyte", NOT_SINCE_22,
          "glusterfs", "deprecated in v1.25, non-functional in v1.26+",
          "cephfs", NOT_SINCE_28,
          "rbd", NOT_SINCE_28);

  private VolumeWarnings() {}

  static @Nullable String ofType(String type) {
    return GONE.get(type);
  }

  static List<String> of(Field volumes) {
    List<String> warnings = new ArrayList<>(0);
    for (Field volume : volumes.each()) {
      for (String type : volume.keys()) {
        String warning = GONE.get(type);
        if (warning != null && volume.at(type).isSet()) {
          String shown = type.equals("storageos") ? "storageOS" : type;
          warnings.add(volume.at(shown).path() + ": " + warning);
        }
      }
      Field claim = volume.at("ephemeral", "volumeClaimTemplate", "spec");
      if (claim.isSet()) {
        warnings.addAll(ClaimRules.warnings(claim));
      }
    }
    volumes.each().forEach(volume -> overlaps(volume, warnings));
    return warnings;
  }

  /** A file in a volume and, in a projected one, whose it is. */
  private record Source(String path, String of) {
    boolean overlaps(Source other) {
      return path.equals(other.path)
          || path.startsWith(other.path + "/")
          || other.path.startsWith(path + "/");
    }

    @Override
    public String toString() {
      return of.isEmpty() ? '"' + path + '"' : '"' + path + "\" (" + of + ")";
    }
  }

  private static void overlaps(Field volume, List<String> warnings) {
    String name = volume.at("name").string();
    Field map = volume.at("configMap");
    paths(name, "ConfigMap \"" + map.at("name").string() + '"', items(map, ""), warnings);
    Field secret = volume.at("secret");
    paths(name, "Secret \"" + secret.at("secretName").string() + '"', items(secret, ""), warnings);
    paths(name, "DownwardAPI", items(volume.at("downwardAPI"), ""), warnings);
    List<Source> all = new ArrayList<>(0);
    for (Field source : volume.at("projected", "sources").each()) {
      if (source.isEmpty()) {
        warnings.add("volume \"" + name + "\" (Projected) has no sources provided");
      }
      all.addAll(sourcesOf(source));
    }
    paths(name, "Projected", all, warnings);
  }

  private static List<Source> items(Field source, String of) {
    List<Source> items = new ArrayList<>(0);
    for (Field item : source.at("items").each()) {
      path(item.at("path"), of, items);
    }
    return items;
  }

  private static String trimmed(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  private static List<Source> sourcesOf(Field source) {
    List<Source> all = new ArrayList<>(1);
    Field map = source.at("configMap");
    all.addAll(items(map, "ConfigMap \"" + map.at("name").string() + '"'));
    Field secret = source.at("secret");
    all.addAll(items(secret, "Secret \"" + secret.at("name").string() + '"'));
    all.addAll(items(source.at("downwardAPI"), "DownwardAPI"));
    path(source.at("serviceAccountToken", "path"), "ServiceAccountToken", all);
    Field bundle = source.at("clusterTrustBundle");
    Field bundleName = bundle.at(bundle.at("name").isSet() ? "name" : "signerName");
    path(bundle.at("path"), "ClusterTrustBundle \"" + bundleName.string() + '"', all);
    Field certificate = source.at("podCertificate");
    path(certificate.at("certificateChainPath"), "PodCertificate chain", all);
    path(certificate.at("keyPath"), "PodCertificate key", all);
    path(certificate.at("credentialBundlePath"), "PodCertificate credential bundle", all);
    return all;
  }

  private static void path(Field path, String of, List<Source> all) {
    if (!path.isEmpty()) {
      all.add(new Source(trimmed(path.string()), of));
    }
  }

  private static void paths(
      String volume, String what, List<Source> sources, List<String> warnings) {
    for (int i = 0; i < sources.size(); i++) {
      for (Source earlier : sources.subList(0, i)) {
        if (sources.get(i).overlaps(earlier)) {
          warnings.add(
              "volume \""
                  + volume
                  + "\" ("
                  + what
                  + "): overlapping paths: "
                  + sources.get(i)
                  + " with "
                  + earlier);
        }
      }
    }
  }
}
