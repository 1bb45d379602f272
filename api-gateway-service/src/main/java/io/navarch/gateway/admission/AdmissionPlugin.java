package io.navarch.gateway.admission;

/**
 * One admission rule, by upstream's plugin name. All plugins mutate in their order, then all
 * validate in the same order; a refusal is an {@code ApiException}, mostly 403.
 */
public interface AdmissionPlugin {
  String name();

  default void mutate(AdmissionRequest request) {}

  default void validate(AdmissionRequest request) {}
}
