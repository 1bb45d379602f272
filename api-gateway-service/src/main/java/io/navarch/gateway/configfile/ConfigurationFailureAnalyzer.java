package io.navarch.gateway.configfile;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a start that a configuration file ended, without a stack trace. */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {
  private static final String ACTION =
      "Correct the file at the paths named above, or take the property that names it away, and"
          + " start again. What is wrong in a file that is read again while the gateway runs does"
          + " not end it: what the file said before holds on.";

  @Override
  protected FailureAnalysis analyze(Throwable failure, ConfigurationException cause) {
    return new FailureAnalysis(
        "A configuration file cannot be used.\n\n    "
            + String.valueOf(cause.getMessage()).replace("; ", ";\n    "),
        ACTION,
        cause);
  }
}
