package io.navarch.gateway.registry;

/** Something that must exist in the cluster before the first request is taken. */
public interface BootstrapStep {
  /** Lower ones run first; namespaces and the API's own Service are 100. */
  int order();

  void run();
}
