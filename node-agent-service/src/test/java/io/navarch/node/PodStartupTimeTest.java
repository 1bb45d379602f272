package io.navarch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.node.testing.ContainerdExtension;
import io.navarch.node.testing.TestNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long a pod takes from its creation until it is ready, with its image present. */
class PodStartupTimeTest {
  @RegisterExtension static final ContainerdExtension containerd = new ContainerdExtension();

  @Test
  void aPodIsReadySoon() throws Exception {
    try (TestNode node = new TestNode(containerd, null, 0)) {
      List<Duration> times = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String name = "quick-" + i;
        long begun = System.nanoTime();
        node.client().resource(TestNode.pod(name, "sleep", "1000").build()).create();
        node.awaitReady(name);
        times.add(Duration.ofNanos(System.nanoTime() - begun));
      }
      System.out.println("create to ready: " + times);
      Collections.sort(times);
      // The first ones also warm up the virtual machine; other work may share the processors.
      assertThat(times.getFirst()).isLessThan(Duration.ofSeconds(1));
    }
  }
}
