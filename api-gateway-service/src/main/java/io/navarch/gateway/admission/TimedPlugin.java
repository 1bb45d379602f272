package io.navarch.gateway.admission;

import io.navarch.gateway.admission.AdmissionMetrics.Step;
import io.navarch.gateway.admission.AdmissionMetrics.Stopwatch;
import org.jspecify.annotations.Nullable;

/** A plugin whose time is taken in the steps in which it does anything; the others are skipped. */
final class TimedPlugin implements AdmissionPlugin {
  private final AdmissionPlugin plugin;
  private final @Nullable Stopwatch mutations;
  private final @Nullable Stopwatch validations;

  TimedPlugin(AdmissionPlugin plugin, AdmissionMetrics metrics) {
    this.plugin = plugin;
    this.mutations = Step.ADMIT.isOf(plugin) ? metrics.plugin(plugin.name(), Step.ADMIT) : null;
    this.validations =
        Step.VALIDATE.isOf(plugin) ? metrics.plugin(plugin.name(), Step.VALIDATE) : null;
  }

  @Override
  public String name() {
    return plugin.name();
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (mutations != null) {
      mutations.time(request.operation(), () -> plugin.mutate(request));
    }
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (validations != null) {
      validations.time(request.operation(), () -> plugin.validate(request));
    }
  }
}
