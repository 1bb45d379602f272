package io.navarch.model.cel;

/** What became of an expression's text. */
public sealed interface CelCompilation {
  record Compiled(CelExpression expression) implements CelCompilation {}

  /**
   * @param message the API's text, such as {@code compilation failed: ERROR: <input>:1:1:
   *     undeclared reference to 'x'}
   */
  record Refused(String message) implements CelCompilation {
    static final String COMPILATION_FAILED = "compilation failed: ";

    /** What is wrong, without the words that say that something is. */
    public String issues() {
      return message.startsWith(COMPILATION_FAILED)
          ? message.substring(COMPILATION_FAILED.length())
          : message;
    }
  }
}
