package io.navarch.model.structural;

import com.google.re2j.Pattern;
import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Length, pattern and format of texts. Lengths count characters, not bytes. */
record TextRules(long minLength, long maxLength, @Nullable Pattern pattern, String format) {

  static TextRules of(Map<String, Object> openApi, List<String> types) {
    String pattern = ApiObject.string(openApi, "pattern");
    String format = ApiObject.string(openApi, "format");
    boolean text = types.isEmpty() || types.equals(List.of("string"));
    return new TextRules(
        ValueRules.number(openApi, "minLength", -1),
        ValueRules.number(openApi, "maxLength", -1),
        pattern.isEmpty() ? null : ValueRules.pattern(pattern),
        text && TextFormats.isKnown(format) ? format : "");
  }

  void check(String path, String text, Violations found) {
    int length = minLength >= 0 || maxLength >= 0 ? text.codePointCount(0, text.length()) : 0;
    if (maxLength >= 0 && length > maxLength) {
      found.tooLong(path, maxLength);
    }
    if (minLength >= 0 && length < minLength) {
      found.invalid(path, text, "should be at least " + minLength + " chars long");
    }
    if (pattern != null && !pattern.matcher(text).find()) {
      found.invalid(path, text, "should match '" + pattern.pattern() + "'");
    }
    if (!format.isEmpty() && !TextFormats.matches(format, text)) {
      found.type(path, format, text);
    }
  }
}
