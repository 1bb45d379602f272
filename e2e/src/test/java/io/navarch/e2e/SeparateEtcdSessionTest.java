package io.navarch.e2e;

/** One JVM a role, state in etcd. */
class SeparateEtcdSessionTest extends SessionTest {
  SeparateEtcdSessionTest() {
    super("--separate", "--store", "etcd");
  }
}
