package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Tells whether a running container was made from the specification as it is now; of that only the
 * image can change.
 */
final class ContainerHash {
  private ContainerHash() {}

  static String of(Container c) {
    CRC32 crc = new CRC32();
    crc.update((c.getName() + "\n" + c.getImage()).getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
