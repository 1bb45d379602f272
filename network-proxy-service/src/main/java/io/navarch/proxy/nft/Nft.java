package io.navarch.proxy.nft;

/** Applies nftables commands to the kernel, all of a text or nothing. */
public interface Nft extends AutoCloseable {
  /**
   * @throws NftException with the kernel's or the parser's words, if nothing was applied
   */
  void apply(String commands);

  /** How it does it, for the log. */
  String description();

  @Override
  void close();

  /** Commands that nftables refused. */
  final class NftException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NftException(String message) {
      super(message);
    }
  }

  /** The rules of another network namespace, known by its name in {@code ip netns}. */
  static Nft inNamespace(String name) {
    return new NftProgram(java.util.List.of("ip", "netns", "exec", name, "nft"));
  }

  /** The library inside this process where it is there, else the program. */
  static Nft open() {
    return LibNftables.load().<Nft>map(library -> library).orElseGet(NftProgram::new);
  }
}
