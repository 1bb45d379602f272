package io.navarch.gateway.strategy;

import java.util.Optional;

/** The rules for the annotations of pods and templates that mean something to the API. */
final class PodAnnotationRules {
  static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
  static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
  static final String SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

  private PodAnnotationRules() {}

  static void check(Field annotations, Field spec) {
    if (annotations.size() == 0) {
      return;
    }
    Field mirror = annotations.key(PodUpdateRules.MIRROR);
    if (mirror.isSet() && spec.at("nodeName").isEmpty()) {
      mirror.invalid("must set spec.nodeName if mirror pod annotation is set");
    }
    Field cost = annotations.key(DELETION_COST);
    if (cost.isSet() && !isInteger(cost.string())) {
      cost.invalid("must be a 32bit integer");
    }
    for (Field annotation : annotations.entries()) {
      String key = annotation.name();
      if (key.equals(SECCOMP_POD) || key.startsWith(SECCOMP_CONTAINER)) {
        seccomp(annotation.reportedAs(annotations.at(key)));
      } else if (key.startsWith(APP_ARMOR)) {
        appArmor(annotation, key.substring(APP_ARMOR.length()), spec);
      }
    }
  }

  /** A decimal number of 32 bits, without a plus sign or leading zeros. */
  private static boolean isInteger(String text) {
    if (!text.matches("0|-?[1-9][0-9]{0,9}")) {
      return false;
    }
    long value = Long.parseLong(text);
    return value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE;
  }

  private static void seccomp(Field profile) {
    String text = profile.string();
    switch (text) {
      case "runtime/default", "docker/default", "unconfined" -> {}
      default -> {
        if (text.startsWith("localhost/")) {
          String path = text.substring("localhost/".length());
          if (path.startsWith("/")) {
            profile.invalid(path, "must be a relative path");
          }
          if (java.util.Arrays.asList(path.split("/")).contains("..")) {
            profile.invalid(path, "must not contain '..'");
          }
        } else {
          profile.invalid("must be a valid seccomp profile");
        }
      }
    }
  }

  private static void appArmor(Field annotation, String container, Field spec) {
    Optional<Field> found =
        PodScope.containersOf(spec).stream().filter(c -> c.at("name").is(container)).findFirst();
    if (found.isEmpty()) {
      annotation.invalid(container, "container not found");
    }
    String profile = annotation.string();
    boolean known =
        switch (profile) {
          case "", "runtime/default", "unconfined" -> true;
          default -> profile.startsWith("localhost/");
        };
    if (!known) {
      annotation.invalid("invalid AppArmor profile name: \"" + profile + "\"");
    }
  }

  /** What an annotation and a field say about one profile must be the same when a pod is new. */
  static void againstFields(Field annotations, Field spec) {
    if (annotations.size() == 0) {
      return;
    }
    Field ofPod = spec.at("securityContext", "seccompProfile");
    match(annotations.key(SECCOMP_POD), ofPod, "seccomp");
    boolean windows = spec.at("os", "name").is("windows");
    for (Field container : PodScope.containersOf(spec)) {
      String name = container.at("name").string();
      Field context = container.at("securityContext");
      match(annotations.key(SECCOMP_CONTAINER + name), context.at("seccompProfile"), "seccomp");
      Field appArmor = context.at("appArmorProfile");
      if (!appArmor.isSet()) {
        appArmor = spec.at("securityContext", "appArmorProfile").reportedAs(appArmor);
      }
      if (!windows) {
        match(annotations.key(APP_ARMOR + name), appArmor, "apparmor");
      }
    }
  }

  private static void match(Field annotation, Field profile, String what) {
    if (!annotation.isSet() || !profile.isSet()) {
      return;
    }
    String text = annotation.string();
    boolean same =
        switch (profile.at("type").string()) {
          case "Unconfined" -> text.equals("unconfined");
          case "RuntimeDefault" ->
              text.equals("runtime/default")
                  || (what.equals("seccomp") && text.equals("docker/default"));
          case "Localhost" -> text.startsWith("localhost/");
          default -> true;
        };
    if (!same) {
      profile.at("type").forbidden(what + " type in annotation and field must match");
    } else if (profile.at("type").is("Localhost")
        && !profile.at("localhostProfile").is(text.substring("localhost/".length()))) {
      profile
          .at("localhostProfile")
          .forbidden(what + " profile in annotation and field must match");
    }
  }
}
