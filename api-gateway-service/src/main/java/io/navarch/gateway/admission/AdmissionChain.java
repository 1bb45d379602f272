package io.navarch.gateway.admission;

import io.navarch.gateway.admission.AdmissionMetrics.Step;
import io.navarch.gateway.admission.AdmissionMetrics.Stopwatch;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All admission plugins in their order. */
public final class AdmissionChain {
  /** For writes that nobody asked for and nothing admits: the gateway's own. */
  public static final AdmissionChain EMPTY = new AdmissionChain(List::of, null, null);

  private final Supplier<List<AdmissionPlugin>> plugins;
  private final @Nullable Stopwatch mutations;
  private final @Nullable Stopwatch validations;

  private AdmissionChain(
      Supplier<List<AdmissionPlugin>> plugins,
      @Nullable Stopwatch mutations,
      @Nullable Stopwatch validations) {
    this.plugins = plugins;
    this.mutations = mutations;
    this.validations = validations;
  }

  /**
   * @param plugins asked for at each write
   */
  public static AdmissionChain of(
      Supplier<List<AdmissionPlugin>> plugins, AdmissionMetrics metrics) {
    return new AdmissionChain(plugins, metrics.step(Step.ADMIT), metrics.step(Step.VALIDATE));
  }

  /** Lets every plugin change the object, and once more if a webhook or a policy did. */
  public void mutate(AdmissionRequest request) {
    time(
        mutations,
        request,
        () -> {
          List<AdmissionPlugin> all = plugins.get();
          for (AdmissionPlugin plugin : all) {
            plugin.mutate(request);
          }
          if (request.notes().beginSecondRound()) {
            for (AdmissionPlugin plugin : all) {
              plugin.mutate(request);
            }
          }
        });
  }

  public void validate(AdmissionRequest request) {
    time(
        validations,
        request,
        () -> {
          for (AdmissionPlugin plugin : plugins.get()) {
            plugin.validate(request);
          }
        });
  }

  private static void time(@Nullable Stopwatch stopwatch, AdmissionRequest request, Runnable step) {
    if (stopwatch == null) {
      step.run();
    } else {
      stopwatch.time(request.operation(), step);
    }
  }

  /** Both, for what is not stored as it is admitted. */
  public void admit(AdmissionRequest request) {
    mutate(request);
    validate(request);
  }
}
