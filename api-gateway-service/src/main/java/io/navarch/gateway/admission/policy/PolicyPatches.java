package io.navarch.gateway.admission.policy;

import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.admission.match.MatchConditions;
import io.navarch.gateway.admission.match.SeenObjects;
import io.navarch.gateway.admission.match.Trees;
import io.navarch.gateway.admission.policy.PolicyInvocations.Applied;
import io.navarch.gateway.registry.BodyDecoder;
import io.navarch.model.apply.ConfigurationOverlay;
import io.navarch.model.cel.CelBudget;
import io.navarch.model.cel.CelCompilation;
import io.navarch.model.cel.CelLimits;
import io.navarch.model.cel.CelResult;
import io.navarch.model.object.ApiObject;
import io.navarch.model.patch.JsonPatch;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.Schema;
import io.navarch.model.schema.SchemaCatalog;
import io.navarch.model.status.ApiException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluates the mutations of a policy and applies what comes out. */
final class PolicyPatches {
  private final PolicyInvocations invocations;
  private final BodyDecoder decoder;
  private final SchemaCatalog schemas;

  PolicyPatches(PolicyInvocations invocations, BodyDecoder decoder, SchemaCatalog schemas) {
    this.invocations = invocations;
    this.decoder = decoder;
    this.schemas = schemas;
  }

  /** A mutation could not be carried out. */
  @SuppressWarnings("serial")
  static final class FailedException extends RuntimeException {
    private final PolicyMetrics.Error error;

    FailedException(String message) {
      this(message, PolicyMetrics.Error.INVALID_ERROR);
    }

    FailedException(String message, PolicyMetrics.Error error) {
      super(message);
      this.error = error;
    }

    PolicyMetrics.Error error() {
      return error;
    }
  }

  /**
   * Changes the request's object.
   *
   * @throws FailedException when the expression has no value or what it says cannot be applied
   */
  void apply(PolicyDefinition.Mutation mutation, Applied applied, AdmissionRequest request) {
    SeenObjects objects = invocations.objects();
    ApiObject seen = objects.object(request, applied.invocation());
    if (seen == null) {
      return;
    }
    Object value = evaluate(mutation, applied, request);
    Object changed =
        mutation.jsonPatch()
            ? patched(seen, value)
            : merged(applied.invocation().kind(), seen, value);
    if (!(changed instanceof Map<?, ?> tree)) {
      return;
    }
    try {
      ApiObject object =
          decoder
              .decodeTree(
                  Trees.map(tree),
                  applied.invocation().kind(),
                  mutation.jsonPatch() ? "Strict" : "Ignore")
              .object();
      objects.replace(request, applied.invocation(), object);
    } catch (ApiException refused) {
      throw new FailedException(String.valueOf(refused.getMessage()));
    }
  }

  private @Nullable Object evaluate(
      PolicyDefinition.Mutation mutation, Applied applied, AdmissionRequest request) {
    return switch (mutation.expression()) {
      case CelCompilation.Refused refused ->
          throw new FailedException(refused.message(), PolicyMetrics.Error.COMPILE_ERROR);
      case CelCompilation.Compiled compiled -> {
        CelBudget budget = CelBudget.of(CelLimits.RUNTIME_BUDGET);
        yield switch (compiled
            .expression()
            .evaluate(invocations.variables(applied, request, budget), budget)) {
          case CelResult.Value value -> value.json();
          case CelResult.Failure failure ->
              throw new FailedException(
                  MatchConditions.describe(compiled.expression(), failure),
                  PolicyMetrics.Error.of(failure));
        };
      }
    };
  }

  /** The patched tree; null where a test of the patch does not hold. */
  private static @Nullable Object patched(ApiObject seen, @Nullable Object value) {
    try {
      return JsonPatch.of(value).applyIfTestsHold(seen.copy().root()).orElse(null);
    } catch (ApiException refused) {
      throw new FailedException("JSON Patch: " + refused.getMessage());
    }
  }

  private Object merged(GroupVersionKind kind, ApiObject seen, @Nullable Object value) {
    Schema schema =
        schemas
            .byKind(kind)
            .orElseThrow(
                () ->
                    ApiException.serviceUnavailable(
                        "Resource kind "
                            + kind.apiVersion()
                            + ", Kind="
                            + kind.kind()
                            + " not found. There can be a delay between when CustomResourceDefinitions are created and"
                            + " when they are available."));
    if (!(value instanceof Map<?, ?> config)) {
      throw new FailedException("unsupported return type from ApplyConfiguration expression");
    }
    try {
      return ConfigurationOverlay.apply(schema, seen.copy().root(), Trees.map(config));
    } catch (ConfigurationOverlay.RefusedException refused) {
      throw new FailedException("error applying patch: " + refused.getMessage());
    }
  }
}
