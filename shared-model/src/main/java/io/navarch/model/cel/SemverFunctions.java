package io.navarch.model.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.util.List;

/** Semantic versions. */
final class SemverFunctions {
  private static final OpaqueType SEMVER = OpaqueType.create("kubernetes.Semver");

  private SemverFunctions() {}

  static void addTo(Functions functions) {
    functions.opaque(SEMVER, SemanticVersion.class);
    List<CelType> text = List.of(SimpleType.STRING);
    List<CelType> textAndBool = List.of(SimpleType.STRING, SimpleType.BOOL);
    List<CelType> one = List.of(SEMVER);
    List<CelType> two = List.of(SEMVER, SEMVER);
    functions.global("semver", "string_to_semver", SEMVER, text, a -> parse(a, false));
    functions.global(
        "semver", "string_bool_to_semver", SEMVER, textAndBool, a -> parse(a, (Boolean) a[1]));
    functions.global("isSemver", "is_semver_string", SimpleType.BOOL, text, a -> parses(a, false));
    functions.global(
        "isSemver",
        "is_semver_string_bool",
        SimpleType.BOOL,
        textAndBool,
        a -> parses(a, (Boolean) a[1]));
    functions.member(
        "isGreaterThan", "semver_is_greater_than", SimpleType.BOOL, two, a -> compare(a) > 0);
    functions.member(
        "isLessThan", "semver_is_less_than", SimpleType.BOOL, two, a -> compare(a) < 0);
    functions.member(
        "compareTo",
        "semver_compare_to",
        SimpleType.INT,
        two,
        a -> (long) Integer.signum(compare(a)));
    functions.member("major", "semver_major", SimpleType.INT, one, a -> of(a[0]).major());
    functions.member("minor", "semver_minor", SimpleType.INT, one, a -> of(a[0]).minor());
    functions.member("patch", "semver_patch", SimpleType.INT, one, a -> of(a[0]).patch());
  }

  private static SemanticVersion of(Object value) {
    return (SemanticVersion) value;
  }

  private static int compare(Object[] arguments) {
    return of(arguments[0]).compareTo(of(arguments[1]));
  }

  private static SemanticVersion parse(Object[] arguments, boolean tolerant) {
    String text = (String) arguments[0];
    return tolerant ? SemanticVersion.parseTolerantly(text) : SemanticVersion.parse(text);
  }

  private static boolean parses(Object[] arguments, boolean tolerant) {
    try {
      parse(arguments, tolerant);
      return true;
    } catch (CelFault malformed) {
      return false;
    }
  }
}
