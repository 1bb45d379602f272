package io.navarch.scheduler.plugin;

import java.util.List;

/** Whether a pod fits a node, as one filter sees it. */
public sealed interface Fit {
  Fit FITS = new Fits();

  /** Nothing against the node. */
  record Fits() implements Fit {}

  /**
   * The node will not do.
   *
   * @param reasons texts as users see them, counted over the nodes
   * @param helpable whether evicting pods from the node could help
   */
  record DoesNotFit(List<String> reasons, boolean helpable) implements Fit {
    public DoesNotFit {
      reasons = List.copyOf(reasons);
    }
  }

  /** A refusal that evicting pods might turn. */
  static Fit no(String reason) {
    return new DoesNotFit(List.of(reason), true);
  }

  /** A refusal that evicting pods cannot turn. */
  static Fit never(String reason) {
    return new DoesNotFit(List.of(reason), false);
  }
}
