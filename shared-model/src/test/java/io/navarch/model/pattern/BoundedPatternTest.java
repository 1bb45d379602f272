package io.navarch.model.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "((a{0,1000}){0,1000}){0,1000} {0,1000}",
        "((a{100}){10}){2} {2}",
        "(?:(?:x{33}){33}) {33}",
        "(?i:(b{40}){40}) {40}",
        "([[:alpha:]]{200}x){6} {6}",
        "(a|(b{1000})){2,} {2,}",
        "([^]x]{40}){40} {40}",
        "a{1001} {1001}",
      })
  void countsWithinCountsMultiply(String expression, String refused) {
    assertRefused(expression, "invalid repeat count: `" + refused + "`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a{1000}",
        "(a{10}){100}",
        "[({1000}){1000}]{1000}",
        "[[:alpha:](){]{1000}",
        "\\({1000}\\)",
        "\\Q((a{1000}){1000}\\E",
        "(?i)a{3}(?P<name>b{300})(c{300})",
        "x{2,}?y{0}z{0,1}",
        "{,5}a{b",
        "((a*)+)?",
        "[]{1000}]",
      })
  void ordinaryOnesAreAsTheyWere(String expression) {
    assertThat(BoundedPattern.compile(expression).pattern()).isEqualTo(expression);
  }

  @Test
  void programsHaveASize() {
    assertRefused(
        "(" + "ab".repeat(1000) + "){1000}",
        "expression too large: `(" + "ab".repeat(1000) + "){1000}`");
    String endless = "x".repeat(20_001);
    assertRefused(endless, "expression too large: `" + endless + "`");
    assertThat(BoundedPattern.compile("x".repeat(10_000))).isNotNull();
  }

  @Test
  void groupsNestNoDeeperThanAThousand() {
    String deep = "(".repeat(1001) + ")".repeat(1001);
    assertRefused(deep, "expression nests too deeply: `" + deep + "`");
    assertThat(BoundedPattern.compile("(".repeat(500) + "a" + ")".repeat(500))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", "a)", "[a", "*", "a**", "\\", "(?", "(?P<x", "[[:a", "a{2}{2}", "\\Q"})
  void whatIsNoneIsToldByTheCompiler(String expression) {
    String own = message(() -> com.google.re2j.Pattern.compile(expression));
    assertThat(message(() -> BoundedPattern.compile(expression))).isEqualTo(own);
  }

  private static String message(Runnable compilation) {
    try {
      compilation.run();
      return "";
    } catch (PatternSyntaxException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void assertRefused(String expression, String why) {
    assertThatThrownBy(() -> BoundedPattern.compile(expression))
        .isInstanceOf(PatternSyntaxException.class)
        .hasMessage("error parsing regexp: " + why);
  }
}
