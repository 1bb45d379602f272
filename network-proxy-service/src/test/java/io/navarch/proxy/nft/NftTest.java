package io.navarch.proxy.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

class NftTest {
  private static final String TABLE = "navarch-test-" + ProcessHandle.current().pid();

  @Test
  void theLibraryAppliesAndExplains() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root for nftables");
    try (Nft nft = LibNftables.load().orElseThrow()) {
      check(nft);
    }
  }

  @Test
  void theProgramAppliesAndExplains() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root for nftables");
    check(new NftProgram());
  }

  private static void check(Nft nft) {
    nft.apply("add table ip " + TABLE + "\n");
    try {
      assertThatThrownBy(() -> nft.apply("add rule ip " + TABLE + " nowhere accept\n"))
          .isInstanceOf(Nft.NftException.class)
          .hasMessageContaining("No such file or directory");
      assertThatThrownBy(() -> nft.apply("nonsense\n")).hasMessageContaining("syntax error");
    } finally {
      nft.apply("delete table ip " + TABLE + "\n");
    }
    assertThat(nft.description()).isNotEmpty();
  }
}
