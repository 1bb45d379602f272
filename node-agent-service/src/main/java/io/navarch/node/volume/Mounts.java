package io.navarch.node.volume;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Mounts on the node, through the C library: a process for each would cost more than the mount
 * itself.
 */
public final class Mounts {
  private static final int MNT_DETACH = 2;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_FIELD =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle MOUNT =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("mount"),
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS),
          ERRNO);
  private static final MethodHandle UMOUNT2 =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("umount2"),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          ERRNO);

  /**
   * Mounts a filesystem in memory; {@code options} are tmpfs' own, such as {@code size=1048576}.
   */
  public void tmpfs(Path target, String options) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment type = arena.allocateFrom("tmpfs");
      int result =
          (int)
              MOUNT.invokeExact(
                  state,
                  type,
                  arena.allocateFrom(target.toString()),
                  type,
                  0L,
                  arena.allocateFrom(options));
      if (result != 0) {
        throw new IOException(
            "mount tmpfs at " + target + ": errno " + (int) ERRNO_FIELD.get(state, 0L));
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException("mount tmpfs at " + target, e);
    }
  }

  /** Takes a mount away, even while it is in use. */
  public void unmount(Path target) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result =
          (int) UMOUNT2.invokeExact(state, arena.allocateFrom(target.toString()), MNT_DETACH);
      if (result != 0) {
        throw new IOException("unmount " + target + ": errno " + (int) ERRNO_FIELD.get(state, 0L));
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException("unmount " + target, e);
    }
  }

  public boolean mounted(Path target) throws IOException {
    return under(target).contains(target);
  }

  /** The mount points at or below a directory, the deepest first. */
  public List<Path> under(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
      Path point = Path.of(unescaped(line.split(" ", 6)[4]));
      if (point.startsWith(directory)) {
        found.add(point);
      }
    }
    Collections.reverse(found);
    return found;
  }

  private static String unescaped(String field) {
    return field
        .replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
