package io.navarch.model.cel;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of an environment's variables for one evaluation or several. Not safe for use by
 * several threads.
 */
public final class CelVariables {
  private final Map<String, @Nullable Object> json = new HashMap<>();
  private final Map<String, Object> values = new HashMap<>();

  /**
   * A JSON tree, read only where the expression looks at it. It must not change while expressions
   * run.
   */
  public CelVariables set(String name, @Nullable Object tree) {
    json.put(name, tree);
    return this;
  }

  /**
   * Who may be asked about permissions, and the resource that {@code authorizer.requestResource}
   * begins with.
   */
  public CelVariables setAuthorizer(
      CelAuthorizer authorizer,
      String group,
      String resource,
      String subresource,
      String namespace,
      String name) {
    values.put("authorizer", AuthorizerFunctions.requester(authorizer));
    values.put(
        "authorizer.requestResource",
        AuthorizerFunctions.resourceCheck(
            authorizer, group, resource, subresource, namespace, name));
    return this;
  }

  /**
   * An object whose members are other expressions over these same variables, evaluated when one is
   * first asked for and then kept, whatever came out.
   *
   * @param budget pays for them
   */
  public CelVariables setLazy(String name, Map<String, CelCompilation> members, CelBudget budget) {
    values.put(name, new LazyObject(members, this, budget));
    return this;
  }

  /**
   * A JSON tree that may be missing, which expressions see as an optional value. The variable's own
   * type in the environment is {@link DeclType#DYN}.
   *
   * @param type of the tree
   */
  public CelVariables setOptional(String name, @Nullable Object tree, DeclType type) {
    values.put(name, tree == null ? Optional.empty() : Optional.of(JsonView.of(tree, type)));
    return this;
  }

  Optional<Object> find(String name, @Nullable DeclType type) {
    Object value = values.get(name);
    if (value != null) {
      return Optional.of(value);
    }
    return json.containsKey(name)
        ? Optional.of(JsonView.of(json.get(name), type))
        : Optional.empty();
  }
}
