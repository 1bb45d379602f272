package io.navarch.proxy.nft;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Applies commands by {@code nft -f -}. */
final class NftProgram implements Nft {
  private final List<String> command;

  NftProgram() {
    this(List.of("nft"));
  }

  /**
   * @param command the program with what stands before it, such as {@code ip netns exec <name> nft}
   */
  NftProgram(List<String> command) {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("-f", "-"));
    this.command = List.copyOf(words);
  }

  @Override
  public void apply(String commands) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var in = process.getOutputStream()) {
        in.write(commands.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new NftException(output.strip());
      }
    } catch (IOException e) {
      throw new NftException("cannot run nft: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NftException("interrupted");
    }
  }

  @Override
  public String description() {
    return "the program nft";
  }

  @Override
  public void close() {}
}
