package io.navarch.model.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import io.navarch.model.cel.CelCompilation.Compiled;
import io.navarch.model.cel.CelCompilation.Refused;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables that expressions may use, over Kubernetes' function libraries. Environments are
 * immutable and safe to share; the CEL library is not touched before the first {@link #compile}.
 */
public final class CelEnvironment {
  private static final CelEnvironment KUBERNETES = new CelEnvironment(Map.of(), false, false);

  /** What an expression may evaluate to. */
  public enum ResultType {
    ANY,
    BOOL,
    /**
     * Whether it is true or false is known only when it is evaluated, as device selectors have it.
     */
    BOOL_OR_DYN,
    STRING,
    /** A text or null, as audit annotations have it. */
    STRING_OR_NULL,
    /** {@code Object{...}}. */
    OBJECT,
    /** A list of {@code JSONPatch{...}}. */
    JSON_PATCHES
  }

  private final Map<String, DeclType> variables;
  private final boolean authorizer;
  private final boolean patches;
  private volatile @Nullable CelCompiler compiler;
  private volatile @Nullable CelEnvironment authorized;
  private volatile @Nullable CelEnvironment patching;

  private CelEnvironment(Map<String, DeclType> variables, boolean authorizer, boolean patches) {
    this.variables = variables;
    this.authorizer = authorizer;
    this.patches = patches;
  }

  /** Kubernetes' functions and no variables. */
  public static CelEnvironment kubernetes() {
    return KUBERNETES;
  }

  public CelEnvironment with(String variable, DeclType type) {
    Map<String, DeclType> more = new LinkedHashMap<>(variables);
    more.put(variable, type);
    return new CelEnvironment(more, authorizer, patches);
  }

  /** Adds {@code authorizer} and {@code authorizer.requestResource}. */
  public CelEnvironment withAuthorizer() {
    CelEnvironment known = authorizer ? this : authorized;
    if (known == null) {
      known = new CelEnvironment(variables, true, patches);
      authorized = known;
    }
    return known;
  }

  /** Adds the types {@code Object}, {@code Object.*} and {@code JSONPatch}. */
  public CelEnvironment withPatches() {
    CelEnvironment known = patches ? this : patching;
    if (known == null) {
      known = new CelEnvironment(variables, authorizer, true);
      patching = known;
    }
    return known;
  }

  Map<String, DeclType> variables() {
    return variables;
  }

  /**
   * Checks an expression and makes it ready to run.
   *
   * @return refused with a text that begins with {@code compilation failed: } or says what it must
   *     evaluate to
   */
  public CelCompilation compile(String expression, ResultType result) {
    CelAbstractSyntaxTree ast;
    try {
      CelValidationResult parsed = compiler().parse(expression, "<input>");
      if (parsed.hasError()) {
        String wrong = IssueTexts.of(parsed, "Syntax error: ");
        return new Refused(
            Refused.COMPILATION_FAILED
                + (expression.isEmpty() ? IssueTexts.atNothing(wrong) : wrong));
      }
      CelValidationResult checked = compiler().check(parsed.getAst());
      if (checked.hasError()) {
        return new Refused(Refused.COMPILATION_FAILED + IssueTexts.of(checked, ""));
      }
      ast = checked.getAst();
    } catch (CelValidationException invalid) {
      return new Refused(Refused.COMPILATION_FAILED + invalid.getMessage());
    } catch (StackOverflowError tooDeep) {
      return new Refused(
          Refused.COMPILATION_FAILED + "ERROR: <input>:1:1: expression recursion limit exceeded");
    } catch (RuntimeException unexpected) {
      // Whatever the library trips over is the expression's fault, not the server's.
      return new Refused(
          Refused.COMPILATION_FAILED + "ERROR: <input>:1:1: " + unexpected.getMessage());
    }
    String literal = LiteralChecks.violation(ast);
    if (!literal.isEmpty()) {
      return new Refused(Refused.COMPILATION_FAILED + literal);
    }
    String mismatch = mismatch(result, ast.getResultType());
    if (!mismatch.isEmpty()) {
      return new Refused(mismatch);
    }
    String unusable = LiteralChecks.unusable(ast);
    if (!unusable.isEmpty()) {
      return new Refused("program instantiation failed: " + unusable);
    }
    try {
      return new Compiled(
          new CelExpression(
              expression, ast, CelLibrary.instance().runtime().createProgram(ast), variables));
    } catch (CelEvaluationException impossible) {
      return new Refused("program instantiation failed: " + impossible.getMessage());
    }
  }

  private CelCompiler compiler() {
    CelCompiler known = compiler;
    if (known == null) {
      Map<String, CelType> types = new HashMap<>();
      variables.forEach((name, type) -> types.put(name, DeclaredTypes.celType(type)));
      if (authorizer) {
        types.put("authorizer", AuthorizerFunctions.AUTHORIZER);
        types.put("authorizer.requestResource", AuthorizerFunctions.RESOURCE_CHECK);
      }
      known = CelLibrary.instance().compiler(types, variables.values(), patches);
      compiler = known;
    }
    return known;
  }

  private static String mismatch(ResultType wanted, CelType actual) {
    String name = actual.equals(SimpleType.NULL_TYPE) ? "null_type" : CelTypes.format(actual);
    return switch (wanted) {
      case ANY -> "";
      case BOOL -> actual.equals(SimpleType.BOOL) ? "" : mustBe("bool", name);
      case BOOL_OR_DYN ->
          List.of(SimpleType.BOOL, SimpleType.DYN).contains(actual)
              ? ""
              : "must evaluate to bool or the unknown type, not " + name;
      case STRING -> actual.equals(SimpleType.STRING) ? "" : mustBe("string", name);
      case STRING_OR_NULL ->
          List.of(SimpleType.STRING, SimpleType.NULL_TYPE).contains(actual)
              ? ""
              : "must evaluate to one of [string null_type] but got " + name;
      case OBJECT -> name.equals(DeclaredTypes.OBJECT) ? "" : mustBe(DeclaredTypes.OBJECT, name);
      case JSON_PATCHES -> {
        String list = "list(" + DeclaredTypes.JSON_PATCH + ")";
        yield name.equals(list) ? "" : mustBe(list, name);
      }
    };
  }

  private static String mustBe(String wanted, String actual) {
    return "must evaluate to " + wanted + " but got " + actual;
  }
}
