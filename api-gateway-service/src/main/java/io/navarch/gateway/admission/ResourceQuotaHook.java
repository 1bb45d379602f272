package io.navarch.gateway.admission;

import io.navarch.gateway.admission.AdmissionRequest.Operation;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.gateway.registry.WriteContext;
import io.navarch.gateway.registry.WriteHook;
import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import io.navarch.model.quota.LimitedResource;
import io.navarch.model.quota.Quota;
import io.navarch.model.quota.QuotaDecision;
import io.navarch.model.quota.QuotaEvaluator;
import io.navarch.model.quota.QuotaEvaluators;
import io.navarch.model.quota.QuotaWrite;
import io.navarch.model.quota.ResourceAmounts;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * ResourceQuota: charges what an object needs to the quotas of its namespace before it is stored,
 * and refuses it where that is too much. The last of the admission plugins, and a hook rather than
 * one, since a charge must be given back when the write fails.
 *
 * <p>Charges are optimistic writes of the quota's status, decided on the state they replace, so
 * they are exact however many gateways there are. Objects that go are counted out by the quota's
 * controller.
 */
final class ResourceQuotaHook implements WriteHook {
  static final String NAME = "ResourceQuota";

  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final ResourceDefinition quotas;
  private final boolean enabled;
  private final List<LimitedResource> limits;
  private final AdmissionMetrics.Stopwatch stopwatch;

  /**
   * @param limits what may be used only where a quota limits it
   */
  ResourceQuotaHook(
      ObjectReader reader,
      ObjectWriter writer,
      ResourceCatalog catalog,
      boolean enabled,
      List<LimitedResource> limits,
      AdmissionMetrics metrics) {
    this.reader = reader;
    this.writer = writer;
    this.quotas = catalog.byPlural("", "v1", "resourcequotas").orElseThrow();
    this.enabled = enabled;
    this.limits = List.copyOf(limits);
    this.stopwatch = metrics.plugin(NAME, AdmissionMetrics.Step.VALIDATE);
  }

  @Override
  public boolean appliesTo(ResourceDefinition resource) {
    return enabled && resource.namespaced();
  }

  @Override
  public Reservation before(
      WriteContext context, @Nullable ApiObject object, @Nullable ApiObject old) {
    if (object == null) {
      return Reservation.NONE;
    }
    return stopwatch.time(
        old == null ? Operation.CREATE : Operation.UPDATE, () -> reserve(context, object, old));
  }

  private Reservation reserve(WriteContext context, ApiObject object, @Nullable ApiObject old) {
    ResourceDefinition resource = context.resource();
    Optional<QuotaEvaluator> evaluator = QuotaEvaluators.of(resource.group(), resource.plural());
    QuotaWrite write = new QuotaWrite(context.subresource(), object, old);
    if (evaluator.isEmpty() || !evaluator.get().handles(write)) {
      return Reservation.NONE;
    }
    List<ApiObject> known = reader.list("", "resourcequotas", context.namespace());
    if (!limits.isEmpty()) {
      requireCover(context, evaluator.get(), object, known);
    }
    if (known.isEmpty()) {
      return Reservation.NONE;
    }
    Charges charges = new Charges(context.namespace());
    try {
      for (ApiObject quota : known) {
        charge(context, quota, evaluator.get(), write, charges);
      }
    } catch (RuntimeException e) {
      charges.release();
      throw e;
    }
    return charges;
  }

  private void requireCover(
      WriteContext context, QuotaEvaluator evaluator, ApiObject object, List<ApiObject> known) {
    ResourceDefinition resource = context.resource();
    String why =
        LimitedResource.uncovered(
            limits,
            resource.group(),
            resource.plural(),
            evaluator,
            object,
            known.stream().map(Quota::of).toList(),
            context.now());
    if (!why.isEmpty()) {
      throw ApiException.forbidden(resource.group(), resource.plural(), object.name(), why);
    }
  }

  private void charge(
      WriteContext context,
      ApiObject quota,
      QuotaEvaluator evaluator,
      QuotaWrite write,
      Charges charges) {
    Instant now = context.now();
    QuotaDecision expected = Quota.of(quota).decide(evaluator, write, now);
    if (expected instanceof QuotaDecision.Unaffected) {
      return;
    }
    if (context.dryRun()) {
      allowed(context, write, expected);
      return;
    }
    try {
      writer.update(
          quotas,
          context.namespace(),
          quota.name(),
          current -> {
            charges.forget(quota.name());
            QuotaDecision decision = Quota.of(current).decide(evaluator, write, now);
            Map<String, Quantity> used = allowed(context, write, decision);
            if (!used.isEmpty()) {
              ApiObject.child(current.root(), "status").put("used", ResourceAmounts.tree(used));
              charges.remember(quota.name(), ((QuotaDecision.Charged) decision).amounts());
            }
            return current;
          });
    } catch (ApiException e) {
      boolean quotaIsGone =
          e.code() == 404
              && reader.get("", "resourcequotas", context.namespace(), quota.name()).isEmpty();
      if (!quotaIsGone) {
        throw e;
      }
    }
  }

  /** What is used then; empty where the quota is not affected. */
  private static Map<String, Quantity> allowed(
      WriteContext context, QuotaWrite write, QuotaDecision decision) {
    return switch (decision) {
      case QuotaDecision.Unaffected() -> Map.of();
      case QuotaDecision.Charged(var _, Map<String, Quantity> usedAfter) -> usedAfter;
      case QuotaDecision.Refused(String why) ->
          throw ApiException.forbidden(
              context.resource().group(), context.resource().plural(), write.object().name(), why);
    };
  }

  /** What one write has charged to which quotas. */
  private final class Charges implements Reservation {
    private final String namespace;
    private final List<Map.Entry<String, Map<String, Quantity>>> made = new ArrayList<>(1);

    Charges(String namespace) {
      this.namespace = namespace;
    }

    void remember(String quota, Map<String, Quantity> amounts) {
      made.add(Map.entry(quota, amounts));
    }

    void forget(String quota) {
      made.removeIf(charge -> charge.getKey().equals(quota));
    }

    @Override
    public void commit() {}

    @Override
    public void release() {
      for (Map.Entry<String, Map<String, Quantity>> charge : made) {
        try {
          writer.update(quotas, namespace, charge.getKey(), q -> refund(q, charge.getValue()));
        } catch (ApiException e) {
          if (e.code() != 404) {
            throw e;
          }
        }
      }
    }

    private static ApiObject refund(ApiObject quota, Map<String, Quantity> amounts) {
      Map<String, Quantity> used = Quota.of(quota).used();
      Map<String, Quantity> left = ResourceAmounts.excess(used, amounts);
      ApiObject.child(quota.root(), "status").put("used", ResourceAmounts.tree(left));
      return quota;
    }
  }
}
