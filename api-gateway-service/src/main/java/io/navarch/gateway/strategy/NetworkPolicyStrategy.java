package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Network policies: which directions a policy is about follows from its rules. */
final class NetworkPolicyStrategy extends KindStrategy {
  NetworkPolicyStrategy() {
    super(null);
  }

  @Override
  public void applyDefaults(ApiObject policy) {
    Map<String, Object> spec = ApiObject.child(policy.root(), "spec");
    if (ApiObject.listAt(spec, "policyTypes").isEmpty()) {
      List<Object> types = new ArrayList<>(List.of("Ingress"));
      if (!ApiObject.listAt(spec, "egress").isEmpty()) {
        types.add("Egress");
      }
      spec.put("policyTypes", types);
    }
  }

  @Override
  void check(Field policy) {
    NetworkRules.policy(policy);
  }
}
