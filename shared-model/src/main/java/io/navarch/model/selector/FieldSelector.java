package io.navarch.model.selector;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A condition on a few fields of an object, as in {@code ?fieldSelector=status.phase!=Pending}. All
 * terms must hold; a missing field counts as the empty string.
 */
public final class FieldSelector {
  public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

  /** One term; commas, equals signs and backslashes in the value are unescaped. */
  public record Term(String field, String value, boolean negated) {
    @Override
    public String toString() {
      return field + (negated ? "!=" : "=") + escape(value);
    }
  }

  private final List<Term> terms;

  private FieldSelector(List<Term> terms) {
    this.terms = List.copyOf(terms);
  }

  /** A selector for exactly one value of one field. */
  public static FieldSelector ofField(String field, String value) {
    return new FieldSelector(List.of(new Term(field, value, false)));
  }

  /**
   * Reads {@code a=b,c!=d}; {@code ==} equals {@code =}.
   *
   * @throws ApiException 400 with upstream's text, when it is malformed
   */
  public static FieldSelector parse(String text) {
    if (text.isEmpty()) {
      return EVERYTHING;
    }
    List<String> parts = split(text);
    Collections.sort(parts);
    List<Term> terms = new ArrayList<>();
    for (String part : parts) {
      if (!part.isEmpty()) {
        terms.add(term(text, part));
      }
    }
    return terms.isEmpty() ? EVERYTHING : new FieldSelector(terms);
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    boolean escaped = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (escaped) {
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else if (c == ',') {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static Term term(String whole, String part) {
    for (int i = 0; i < part.length(); i++) {
      for (String operator : List.of("!=", "==", "=")) {
        if (part.startsWith(operator, i)) {
          String value = unescape(part.substring(i + operator.length()));
          return new Term(part.substring(0, i), value, operator.equals("!="));
        }
      }
    }
    throw ApiException.badRequest(
        "invalid selector: '" + whole + "'; can't understand '" + part + "'");
  }

  private static String unescape(String value) {
    StringBuilder result = new StringBuilder(value.length());
    boolean escaped = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean special = c == '\\' || c == ',' || c == '=';
      if (escaped && !special) {
        throw ApiException.badRequest("invalid field selector: invalid escape sequence: \\" + c);
      }
      if (escaped) {
        result.append(c);
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else if (special) {
        throw ApiException.badRequest(
            "invalid field selector: unescaped character in value: " + (int) c);
      } else {
        result.append(c);
      }
    }
    if (escaped) {
      throw ApiException.badRequest("invalid field selector: invalid escape sequence: \\");
    }
    return result.toString();
  }

  /** A value as it may stand in a selector's text. */
  public static String escape(String value) {
    return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
  }

  /**
   * Refuses fields that the resource does not offer.
   *
   * @throws ApiException 400
   */
  public FieldSelector checkedFor(ResourceDefinition resource) {
    for (Term term : terms) {
      if (FieldValues.isAlwaysAllowed(term.field(), resource)
          || resource.fieldSelectors().contains(term.field())) {
        continue;
      }
      throw ApiException.badRequest(unknownField(resource, term.field()));
    }
    return this;
  }

  private static String unknownField(ResourceDefinition resource, String field) {
    if (!BuiltinResources.instance().has(resource)) {
      return "field label not supported: " + field;
    }
    if (resource.fieldSelectors().stream().allMatch(f -> f.startsWith("metadata."))) {
      return "\""
          + field
          + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"";
    }
    return switch (resource.kind()) {
      case "Job" -> "field label \"" + field + "\" not supported for Job";
      case "ResourceSlice" ->
          "field label not supported for "
              + resource.apiVersion()
              + ", Kind=ResourceSlice: "
              + field;
      default -> "field label not supported: " + field;
    };
  }

  /**
   * @param fields the value of each field that a term may name; empty where it is missing
   */
  public boolean matches(Function<String, String> fields) {
    for (Term term : terms) {
      if (fields.apply(term.field()).equals(term.value()) == term.negated()) {
        return false;
      }
    }
    return true;
  }

  public boolean matches(ApiObject object) {
    return terms.isEmpty() || matches(field -> FieldValues.of(object, field));
  }

  public boolean isEverything() {
    return terms.isEmpty();
  }

  public List<Term> terms() {
    return terms;
  }

  /** The one value that a field must have, where a term asks for it. */
  public Optional<String> exactValue(String field) {
    return terms.stream()
        .filter(t -> !t.negated() && t.field().equals(field))
        .map(Term::value)
        .findFirst();
  }

  @Override
  public String toString() {
    return terms.stream().map(Term::toString).collect(Collectors.joining(","));
  }
}
