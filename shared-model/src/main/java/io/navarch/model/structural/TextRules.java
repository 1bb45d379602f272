package io.navarch.model.structural;

import com.google.re2j.Pattern;
import io.navarch.model.object.ApiObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Length, pattern and format of texts. Lengths count characters, not bytes; of length and pattern
 * only the first that is broken is named.
 */
record TextRules(long minLength, long maxLength, @Nullable Pattern pattern, String format) {

  /**
   * @param format that values are held to; empty for none
   */
  static TextRules of(Map<String, Object> openApi, String format) {
    String pattern = ApiObject.string(openApi, "pattern");
    return new TextRules(
        ValueRules.number(openApi, "minLength", -1),
        ValueRules.number(openApi, "maxLength", -1),
        pattern.isEmpty() ? null : ValueRules.pattern(pattern),
        TextFormats.isKnown(format) ? format : "");
  }

  void check(String path, String text, Violations found) {
    int length = minLength >= 0 || maxLength >= 0 ? text.codePointCount(0, text.length()) : 0;
    if (maxLength >= 0 && length > maxLength) {
      found.tooLong(path, maxLength);
    } else if (minLength >= 0 && length < minLength) {
      found.invalid(path, text, "should be at least " + minLength + " chars long");
    } else if (pattern != null && !pattern.matcher(text).find()) {
      found.invalid(path, text, "should match '" + pattern.pattern() + "'");
    }
    if (!format.isEmpty() && !TextFormats.matches(format, text)) {
      found.type(path, format, text);
    }
  }
}
