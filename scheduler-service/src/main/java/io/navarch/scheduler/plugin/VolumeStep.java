package io.navarch.scheduler.plugin;

/** Something to be done for a claim before its pod is bound. */
public sealed interface VolumeStep {
  String namespace();

  String claim();

  /** Reserve this volume for the claim. */
  record Take(String namespace, String claim, String volume) implements VolumeStep {}

  /** Tell the provisioner to make a volume that is usable on this node. */
  record Provision(String namespace, String claim, String node) implements VolumeStep {}
}
