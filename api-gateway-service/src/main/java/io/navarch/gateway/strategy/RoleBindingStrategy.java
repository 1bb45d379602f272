package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.Map;

/** Role bindings and cluster role bindings. */
final class RoleBindingStrategy extends KindStrategy {
  private final boolean namespaced;

  RoleBindingStrategy(boolean namespaced) {
    super(null);
    this.namespaced = namespaced;
  }

  @Override
  public void applyDefaults(ApiObject binding) {
    String group = "rbac.authorization.k8s.io";
    if (binding.root().get("roleRef") instanceof Map<?, ?>) {
      PodDefaults.putIfEmpty(ApiObject.child(binding.root(), "roleRef"), "apiGroup", group);
    }
    for (Map<String, Object> subject : PodDefaults.maps(binding.root(), "subjects")) {
      String kind = ApiObject.string(subject, "kind");
      if (kind.equals("User") || kind.equals("Group")) {
        PodDefaults.putIfEmpty(subject, "apiGroup", group);
      }
    }
  }

  @Override
  void check(Field binding) {
    if (namespaced) {
      AccessRules.roleBinding(binding);
    } else {
      AccessRules.clusterRoleBinding(binding);
    }
  }

  @Override
  void checkChange(Field binding, Field old) {
    AccessRules.roleRefFixed(binding, old);
  }
}
