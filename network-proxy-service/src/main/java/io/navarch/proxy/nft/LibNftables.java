package io.navarch.proxy.nft;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * libnftables called through Java's foreign function API: no process a change. The library's
 * context is not thread-safe, so calls are made one at a time.
 */
final class LibNftables implements Nft {
  private static final String LIBRARY = "libnftables.so.1";
  private static final int NFT_CTX_DEFAULT = 0;
  private static final long MAX_ERROR_BYTES = 64 * 1024;

  private final Arena arena;
  private final MethodHandle run;
  private final MethodHandle error;
  private final MethodHandle free;
  private final MemorySegment context;

  private LibNftables(
      Arena arena, MethodHandle run, MethodHandle error, MethodHandle free, MemorySegment context) {
    this.arena = arena;
    this.run = run;
    this.error = error;
    this.free = free;
    this.context = context;
  }

  /** The library, or empty where this machine has none. */
  static Optional<LibNftables> load() {
    Arena arena = Arena.ofShared();
    try {
      SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, arena);
      Linker linker = Linker.nativeLinker();
      MethodHandle create =
          handle(linker, library, "nft_ctx_new", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
      MethodHandle bufferErrors =
          handle(
              linker, library, "nft_ctx_buffer_error", ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
      MethodHandle bufferOutput =
          handle(
              linker, library, "nft_ctx_buffer_output", ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
      MemorySegment context = (MemorySegment) create.invoke(NFT_CTX_DEFAULT);
      if (context.address() == 0
          || (int) bufferErrors.invoke(context) != 0
          || (int) bufferOutput.invoke(context) != 0) {
        arena.close();
        return Optional.empty();
      }
      return Optional.of(
          new LibNftables(
              arena,
              handle(
                  linker,
                  library,
                  "nft_run_cmd_from_buffer",
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.ADDRESS),
              handle(
                  linker,
                  library,
                  "nft_ctx_get_error_buffer",
                  ValueLayout.ADDRESS,
                  ValueLayout.ADDRESS),
              linker.downcallHandle(
                  library.find("nft_ctx_free").orElseThrow(),
                  FunctionDescriptor.ofVoid(ValueLayout.ADDRESS)),
              context));
    } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
      arena.close();
      return Optional.empty();
    } catch (Throwable e) {
      throw new IllegalStateException("libnftables cannot be started", e);
    }
  }

  private static MethodHandle handle(
      Linker linker,
      SymbolLookup library,
      String name,
      java.lang.foreign.MemoryLayout result,
      java.lang.foreign.MemoryLayout... arguments) {
    return linker.downcallHandle(
        library.find(name).orElseThrow(), FunctionDescriptor.of(result, arguments));
  }

  @Override
  public synchronized void apply(String commands) {
    try (Arena call = Arena.ofConfined()) {
      int code = (int) run.invoke(context, call.allocateFrom(commands));
      if (code != 0) {
        MemorySegment text = (MemorySegment) error.invoke(context);
        throw new NftException(text.reinterpret(MAX_ERROR_BYTES).getString(0).strip());
      }
    } catch (NftException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("libnftables failed", e);
    }
  }

  @Override
  public String description() {
    return LIBRARY;
  }

  @Override
  public synchronized void close() {
    try {
      free.invoke(context);
    } catch (Throwable e) {
      throw new IllegalStateException("libnftables failed", e);
    }
    arena.close();
  }
}
