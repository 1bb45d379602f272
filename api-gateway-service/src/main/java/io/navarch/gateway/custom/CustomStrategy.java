package io.navarch.gateway.custom;

import io.navarch.gateway.strategy.EmbeddedRules;
import io.navarch.gateway.strategy.Strategy;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import io.navarch.model.structural.ExpressionRules;
import io.navarch.model.structural.ListRules;
import io.navarch.model.structural.ValueRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A custom resource: whoever writes the object does not write its status where that is a
 * subresource, and the other way round; validation is what the definition's schema says.
 */
final class CustomStrategy implements Strategy {
  private static final String STATUS = "status";

  private final CustomVersion version;
  private final ExpressionMeters meters;

  CustomStrategy(CustomVersion version, ExpressionMeters meters) {
    this.version = version;
    this.meters = meters;
  }

  @Override
  public void prepareForCreate(ApiObject object) {
    if (version.resource().hasStatus()) {
      object.root().remove(STATUS);
    }
  }

  @Override
  public void prepareForUpdate(ApiObject object, ApiObject old, String subresource) {
    if (subresource.equals(STATUS)) {
      keepAllButStatus(object, old);
    } else if (version.resource().hasStatus()) {
      move(STATUS, old.root(), object.root());
    }
  }

  /** A status writer changes nothing else, not even labels. */
  private static void keepAllButStatus(ApiObject object, ApiObject old) {
    Map<String, Object> root = Json.copy(old.root());
    Map<String, Object> metadata = new LinkedHashMap<>(ApiObject.child(root, "metadata"));
    move(STATUS, object.root(), root);
    move("managedFields", object.metadata(), metadata);
    move("resourceVersion", object.metadata(), metadata);
    root.put("metadata", metadata);
    object.root().clear();
    object.root().putAll(root);
  }

  private static void move(String member, Map<String, Object> from, Map<String, Object> to) {
    Object value = from.get(member);
    if (value == null) {
      to.remove(member);
    } else {
      to.put(member, Json.copy(value));
    }
  }

  @Override
  public List<FieldError> validate(ApiObject object) {
    List<FieldError> errors = new ArrayList<>(version.rules().validate("", object.root()));
    errors.addAll(ScaleRules.check(version.resource(), object, true));
    errors.addAll(EmbeddedRules.check(version.openApi(), object.root()));
    errors.addAll(ListRules.check(version.openApi(), object.root()));
    return withExpressions(errors, rules -> rules.validate(object.root()));
  }

  /** Expressions are not asked about objects whose shape is wrong already. */
  private List<FieldError> withExpressions(
      List<FieldError> errors, Function<ExpressionRules, List<FieldError>> run) {
    Optional<ExpressionRules> expressions = version.expressions().get(meters);
    if (expressions.isPresent()) {
      if (errors.stream().anyMatch(CustomStrategy::blocksExpressions)) {
        errors.add(
            FieldError.invalid(
                "<nil>",
                null,
                "some validation rules were not checked because the object was invalid; correct"
                    + " the existing errors to complete validation"));
      } else {
        errors.addAll(meters.evaluated(() -> run.apply(expressions.get())));
      }
    }
    return errors;
  }

  private static boolean blocksExpressions(FieldError error) {
    return switch (error.type()) {
      case NOT_SUPPORTED, REQUIRED, TOO_LONG, TOO_MANY, TYPE_INVALID -> true;
      case NOT_FOUND, DUPLICATE, INVALID, FORBIDDEN, INTERNAL -> false;
    };
  }

  @Override
  public List<FieldError> validateUpdate(ApiObject object, ApiObject old, String subresource) {
    List<FieldError> errors = new ArrayList<>(0);
    boolean status = subresource.equals(STATUS);
    if (status) {
      ValueRules rules = version.rules().property(STATUS);
      if (rules != null && object.root().containsKey(STATUS)) {
        errors.addAll(
            rules.validateUpdate(STATUS, object.root().get(STATUS), old.root().get(STATUS)));
      }
    } else {
      errors.addAll(version.rules().validateUpdate("", object.root(), old.root()));
    }
    errors.addAll(ScaleRules.check(version.resource(), object, !status));
    if (!status) {
      errors.addAll(EmbeddedRules.check(version.openApi(), object.root()));
    }
    List<FieldError> lists = ListRules.check(version.openApi(), object.root());
    if (!lists.isEmpty() && ListRules.check(version.openApi(), old.root()).isEmpty()) {
      errors.addAll(lists);
    }
    return withExpressions(errors, rules -> rules.validateUpdate(object.root(), old.root()));
  }
}
