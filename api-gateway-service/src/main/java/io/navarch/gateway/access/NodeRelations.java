package io.navarch.gateway.access;

/** Answers what a node has to do with. */
@FunctionalInterface
interface NodeRelations {
  /**
   * @param resource plural name; namespace is empty for cluster-scoped resources
   */
  boolean relates(String node, String resource, String namespace, String name);
}
