package io.navarch.model.cel;

/**
 * How much evaluating and writing expressions may cost; the API's own numbers, in units of CEL's
 * cost model.
 */
public final class CelLimits {
  /** One expression evaluated once; roughly a tenth of a second upstream. */
  public static final long PER_CALL = 1_000_000;

  /** All expressions evaluated for one policy binding or one custom resource. */
  public static final long RUNTIME_BUDGET = 10_000_000;

  /** All match conditions of one webhook or one policy binding. */
  public static final long MATCH_CONDITIONS_BUDGET = 2_500_000;

  /** The estimated cost of one rule of a CustomResourceDefinition. */
  public static final long RULE_ESTIMATE = 10_000_000;

  /** The estimated cost of all rules of a CustomResourceDefinition's version together. */
  public static final long SCHEMA_ESTIMATE = 100_000_000;

  /** The largest request, which bounds what an object can hold where its schema does not. */
  public static final long MAX_REQUEST_BYTES = 3L * 1024 * 1024;

  /** The longest text that a message expression may make, in bytes. */
  public static final int MAX_MESSAGE_BYTES = 5 * 1024;

  /** After how many steps an evaluation looks whether it is still wanted. */
  static final int CANCELLATION_CHECK_STEPS = 100;

  private CelLimits() {}
}
