package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import java.util.List;
import java.util.Map;

/**
 * Horizontal pod autoscalers in the shape of {@code autoscaling/v1}: what it says in the second
 * version is what is kept and what the rules are about, and so the paths of errors are that
 * version's too.
 */
final class FirstAutoscalerStrategy implements Strategy {
  private final AutoscalerStrategy second = new AutoscalerStrategy();

  /** What its annotations say and nobody can read is gone, the rest stands as it is written. */
  @Override
  public void applyDefaults(ApiObject autoscaler) {
    ApiObject converted = AutoscalerConversion.toV2(autoscaler);
    second.applyDefaults(converted);
    become(autoscaler, converted);
  }

  private static void become(ApiObject autoscaler, ApiObject second) {
    Map<String, Object> root = AutoscalerConversion.toV1(second).root();
    autoscaler.root().clear();
    autoscaler.root().putAll(root);
  }

  @Override
  public void prepareForCreate(ApiObject autoscaler) {
    ApiObject converted = AutoscalerConversion.toV2(autoscaler);
    second.prepareForCreate(converted);
    become(autoscaler, converted);
  }

  @Override
  public void prepareForUpdate(ApiObject autoscaler, ApiObject old, String subresource) {
    ApiObject converted = AutoscalerConversion.toV2(autoscaler);
    second.prepareForUpdate(converted, AutoscalerConversion.toV2(old), subresource);
    become(autoscaler, converted);
  }

  @Override
  public List<FieldError> validate(ApiObject autoscaler) {
    return second.validate(AutoscalerConversion.toV2(autoscaler));
  }

  @Override
  public List<FieldError> validateUpdate(ApiObject autoscaler, ApiObject old, String subresource) {
    return second.validateUpdate(
        AutoscalerConversion.toV2(autoscaler), AutoscalerConversion.toV2(old), subresource);
  }
}
