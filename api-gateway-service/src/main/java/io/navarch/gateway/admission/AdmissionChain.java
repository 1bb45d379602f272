package io.navarch.gateway.admission;

import java.util.List;
import java.util.function.Supplier;

/** All admission plugins in their order. */
public final class AdmissionChain {
  private final Supplier<List<AdmissionPlugin>> plugins;

  /**
   * @param plugins asked for at each write
   */
  public AdmissionChain(Supplier<List<AdmissionPlugin>> plugins) {
    this.plugins = plugins;
  }

  /** Lets every plugin change the object, and once more if a webhook or a policy did. */
  public void mutate(AdmissionRequest request) {
    List<AdmissionPlugin> all = plugins.get();
    for (AdmissionPlugin plugin : all) {
      plugin.mutate(request);
    }
    if (request.notes().beginSecondRound()) {
      for (AdmissionPlugin plugin : all) {
        plugin.mutate(request);
      }
    }
  }

  public void validate(AdmissionRequest request) {
    for (AdmissionPlugin plugin : plugins.get()) {
      plugin.validate(request);
    }
  }

  /** Both, for what is not stored as it is admitted. */
  public void admit(AdmissionRequest request) {
    mutate(request);
    validate(request);
  }
}
