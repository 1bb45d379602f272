package io.navarch.model.store.wire;

import io.navarch.model.store.StateStore.Compare;
import io.navarch.model.store.StateStore.Entry;
import io.navarch.model.store.StateStore.Event;
import io.navarch.model.store.StateStore.GetResult;
import io.navarch.model.store.StateStore.Op;
import io.navarch.model.store.StateStore.RangeResult;
import io.navarch.model.store.StateStore.TxnResult;
import io.navarch.model.store.StateStore.WatchBatch;
import io.navarch.model.store.StoreException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the store's types: numbers big-endian, byte strings with their length in four
 * bytes before them, lists with their size, and one leading byte where there is a choice.
 */
public final class WireCodec {
  /** More than any value or list that a store takes; a bigger length means a broken stream. */
  private static final int MOST = 1 << 28;

  private WireCodec() {}

  /** A transaction as it is asked for. */
  public record TxnRequest(List<Compare> compares, List<Op> ops) {}

  /** What a watch sends: its number first, then batches, and an error if it ends by itself. */
  public sealed interface Frame {
    record Started(long watch) implements Frame {}

    record Batch(WatchBatch batch) implements Frame {}

    /**
     * @param kind the simple name of a {@link StoreException}
     */
    record Ended(String kind, String message, long revision) implements Frame {}

    /** Keeps the connection alive and shows that it is. */
    record Beat() implements Frame {}
  }

  private static void string(DataOutputStream out, String text) throws IOException {
    bytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static int size(DataInputStream in) throws IOException {
    int size = in.readInt();
    if (size < 0 || size > MOST) {
      throw new IOException("broken frame: a length of " + size);
    }
    return size;
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int size = size(in);
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the stream ended inside a value");
    }
    return bytes;
  }

  private static String string(DataInputStream in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  public static void write(DataOutputStream out, Entry entry) throws IOException {
    string(out, entry.key());
    out.writeLong(entry.createRevision());
    out.writeLong(entry.modRevision());
    out.writeLong(entry.version());
    out.writeLong(entry.lease());
    bytes(out, entry.value());
  }

  public static Entry readEntry(DataInputStream in) throws IOException {
    String key = string(in);
    long createRevision = in.readLong();
    long modRevision = in.readLong();
    long version = in.readLong();
    long lease = in.readLong();
    return new Entry(key, bytes(in), createRevision, modRevision, version, lease);
  }

  private static void optional(DataOutputStream out, @Nullable Entry entry) throws IOException {
    out.writeBoolean(entry != null);
    if (entry != null) {
      write(out, entry);
    }
  }

  private static @Nullable Entry readOptional(DataInputStream in) throws IOException {
    return in.readBoolean() ? readEntry(in) : null;
  }

  private static void entries(DataOutputStream out, List<Entry> entries) throws IOException {
    out.writeInt(entries.size());
    for (Entry entry : entries) {
      write(out, entry);
    }
  }

  private static List<Entry> readEntries(DataInputStream in) throws IOException {
    int size = size(in);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      entries.add(readEntry(in));
    }
    return entries;
  }

  public static void write(DataOutputStream out, GetResult result) throws IOException {
    out.writeLong(result.revision());
    optional(out, result.entry());
  }

  public static GetResult readGetResult(DataInputStream in) throws IOException {
    long revision = in.readLong();
    return new GetResult(readOptional(in), revision);
  }

  public static void write(DataOutputStream out, RangeResult result) throws IOException {
    out.writeLong(result.revision());
    out.writeBoolean(result.more());
    out.writeLong(result.totalCount());
    entries(out, result.entries());
  }

  public static RangeResult readRangeResult(DataInputStream in) throws IOException {
    long revision = in.readLong();
    boolean more = in.readBoolean();
    long totalCount = in.readLong();
    return new RangeResult(readEntries(in), revision, more, totalCount);
  }

  public static void write(DataOutputStream out, TxnRequest request) throws IOException {
    out.writeInt(request.compares().size());
    for (Compare compare : request.compares()) {
      string(out, compare.key());
      out.writeLong(compare.modRevision());
    }
    out.writeInt(request.ops().size());
    for (Op op : request.ops()) {
      out.writeBoolean(op instanceof Op.Put);
      string(out, op.key());
      if (op instanceof Op.Put put) {
        out.writeLong(put.lease());
        bytes(out, put.value());
      }
    }
  }

  public static TxnRequest readTxnRequest(DataInputStream in) throws IOException {
    List<Compare> compares = new ArrayList<>();
    for (int left = size(in); left > 0; left--) {
      String key = string(in);
      compares.add(new Compare(key, in.readLong()));
    }
    List<Op> ops = new ArrayList<>();
    for (int left = size(in); left > 0; left--) {
      boolean put = in.readBoolean();
      String key = string(in);
      if (put) {
        long lease = in.readLong();
        ops.add(new Op.Put(key, bytes(in), lease));
      } else {
        ops.add(new Op.Delete(key));
      }
    }
    return new TxnRequest(compares, ops);
  }

  public static void write(DataOutputStream out, TxnResult result) throws IOException {
    out.writeBoolean(result.succeeded());
    out.writeLong(result.revision());
    entries(out, result.current());
    entries(out, result.previous());
  }

  public static TxnResult readTxnResult(DataInputStream in) throws IOException {
    boolean succeeded = in.readBoolean();
    long revision = in.readLong();
    List<Entry> current = readEntries(in);
    return new TxnResult(succeeded, revision, current, readEntries(in));
  }

  public static void write(DataOutputStream out, Frame frame) throws IOException {
    switch (frame) {
      case Frame.Started started -> {
        out.writeByte('S');
        out.writeLong(started.watch());
      }
      case Frame.Batch batch -> {
        out.writeByte('B');
        write(out, batch.batch());
      }
      case Frame.Ended ended -> {
        out.writeByte('E');
        string(out, ended.kind());
        string(out, ended.message());
        out.writeLong(ended.revision());
      }
      case Frame.Beat beat -> out.writeByte('H');
    }
  }

  private static void write(DataOutputStream out, WatchBatch batch) throws IOException {
    out.writeLong(batch.revision());
    out.writeInt(batch.events().size());
    for (Event event : batch.events()) {
      out.writeBoolean(event.type() == Event.Type.PUT);
      write(out, event.entry());
      optional(out, event.previous());
    }
  }

  /**
   * @throws EOFException if the stream is over
   */
  public static Frame readFrame(DataInputStream in) throws IOException {
    int kind = in.readUnsignedByte();
    return switch (kind) {
      case 'S' -> new Frame.Started(in.readLong());
      case 'B' -> new Frame.Batch(readBatch(in));
      case 'E' -> {
        String name = string(in);
        String message = string(in);
        yield new Frame.Ended(name, message, in.readLong());
      }
      case 'H' -> new Frame.Beat();
      default -> throw new IOException("broken frame: kind " + kind);
    };
  }

  private static WatchBatch readBatch(DataInputStream in) throws IOException {
    long revision = in.readLong();
    List<Event> events = new ArrayList<>();
    for (int left = size(in); left > 0; left--) {
      Event.Type type = in.readBoolean() ? Event.Type.PUT : Event.Type.DELETE;
      Entry entry = readEntry(in);
      events.add(new Event(type, entry, readOptional(in)));
    }
    return new WatchBatch(events, revision);
  }
}
