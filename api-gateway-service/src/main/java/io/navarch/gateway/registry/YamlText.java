package io.navarch.gateway.registry;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Writes YAML as upstream's library does: texts that some reader takes for another value are
 * quoted, those of several lines stand as they are, and what is longer than 80 characters is
 * folded.
 */
final class YamlText {
  private static final int WIDTH = 80;

  /** What YAML 1.1 takes for a truth, for nothing or for no finite number. */
  private static final Set<String> WORDS =
      Set.of(
          "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE", "n", "N", "no",
          "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE", "", "~", "null", "Null",
          "NULL", ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF",
          "-.inf", "-.Inf", "-.INF");

  /** Integers of any base, with underscores; fractions; and numbers in base 60. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+"
              + "|(\\.[0-9]+|[0-9][0-9_]*(\\.[0-9_]*)?)([eE][-+]?[0-9]+)?"
              + "|[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?)");

  private static final Pattern TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt][0-9:.]+(Z|[-+][0-9]{2}:[0-9]{2})| [0-9:.]+)?");

  private YamlText() {}

  static String write(@Nullable Object tree) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(WIDTH);
    return new Yaml(new Texts(options), options).dump(tree);
  }

  private static final class Texts extends Representer {
    Texts(DumperOptions options) {
      super(options);
      representers.put(
          String.class,
          each -> representScalar(Tag.STR, (String) each, YamlText.style((String) each)));
    }
  }

  private static DumperOptions.ScalarStyle style(String text) {
    if (text.indexOf('\n') >= 0) {
      return DumperOptions.ScalarStyle.LITERAL;
    }
    return isAmbiguous(text)
        ? DumperOptions.ScalarStyle.DOUBLE_QUOTED
        : DumperOptions.ScalarStyle.PLAIN;
  }

  private static boolean isAmbiguous(String text) {
    return WORDS.contains(text) || NUMBER.matcher(text).matches() || TIME.matcher(text).matches();
  }
}
