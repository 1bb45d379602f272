package io.navarch.e2e;

import java.util.Locale;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands out what {@link OnSharedCluster} promises, and stops the cluster after the last class. */
final class SharedCluster implements ExecutionCondition, ParameterResolver, AfterAllCallback {
  private static final Namespace KEPT = Namespace.create(SharedCluster.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return TestCluster.isPossible()
        ? ConditionEvaluationResult.enabled("root")
        : ConditionEvaluationResult.disabled(TestCluster.IMPOSSIBLE);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestCluster.class || type == Kubectl.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    AutoCloseable stop = TestCluster::stopShared;
    context
        .getStore(StoreScope.LAUNCHER_SESSION, KEPT)
        .computeIfAbsent(AutoCloseable.class, any -> stop);
    TestCluster cluster = TestCluster.shared();
    return parameter.getParameter().getType() == TestCluster.class
        ? cluster
        : context
            .getStore(KEPT)
            .computeIfAbsent(Kubectl.class, any -> cluster.kubectl(namespace(context)));
  }

  /** {@code CustomResourceSessionTest} works in {@code customresource}. */
  private static String namespace(ExtensionContext context) {
    return context
        .getRequiredTestClass()
        .getSimpleName()
        .replaceAll("(Session)?Test$", "")
        .toLowerCase(Locale.ROOT);
  }

  /** What the class leaves behind goes while the next one begins. */
  @Override
  public void afterAll(ExtensionContext context) {
    Kubectl kubectl = context.getStore(KEPT).remove(Kubectl.class, Kubectl.class);
    if (kubectl != null) {
      kubectl.run("delete", "namespace", namespace(context), "--wait=false");
    }
  }
}
