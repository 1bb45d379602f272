package io.navarch.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of a whole answer, in pieces: a list of thousands of objects is sent from the bytes of
 * the objects as they are kept, not copied into one array that the collector has to carry about.
 * Nobody changes the bytes afterwards.
 */
public final class AnswerBody {
  /** Bodies of so few bytes are sent in one piece, so that they are put into one at once. */
  private static final int LINE_COPIED_BELOW = 64 * 1024;

  private static final Piece LINE_END = new Piece(new byte[] {'\n'}, 0, 1);

  private final List<Piece> pieces;
  private final int length;

  private AnswerBody(List<Piece> pieces) {
    this.pieces = pieces;
    long sum = 0;
    for (Piece piece : pieces) {
      sum += piece.length();
    }
    this.length = Math.toIntExact(sum);
  }

  /** Some bytes of an array. */
  record Piece(byte[] array, int from, int length) {}

  /** A body that lies in one array. */
  public static AnswerBody of(byte[] bytes) {
    return new AnswerBody(List.of(new Piece(bytes, 0, bytes.length)));
  }

  /** The same with a line break behind it. */
  public static AnswerBody line(byte[] bytes) {
    if (bytes.length < LINE_COPIED_BELOW) {
      byte[] line = Arrays.copyOf(bytes, bytes.length + 1);
      line[bytes.length] = '\n';
      return of(line);
    }
    return new AnswerBody(List.of(new Piece(bytes, 0, bytes.length), LINE_END));
  }

  /** In bytes. */
  public int length() {
    return length;
  }

  List<Piece> pieces() {
    return pieces;
  }

  /** All in one array. */
  public byte[] bytes() {
    if (isWhole()) {
      return pieces.getFirst().array();
    }
    byte[] bytes = new byte[length];
    reader().read(length, Unpooled.wrappedBuffer(bytes).clear());
    return bytes;
  }

  /** Whether the body lies in one array, and nothing else does. */
  boolean isWhole() {
    return pieces.size() == 1 && pieces.getFirst().array().length == length;
  }

  void writeTo(OutputStream out) throws IOException {
    for (Piece piece : pieces) {
      out.write(piece.array(), piece.from(), piece.length());
    }
  }

  /** Reads from the beginning. */
  Reader reader() {
    return new Reader();
  }

  /** Copies a body out, some bytes at a time. */
  final class Reader {
    private int remaining = length;
    private int piece;

    /** How much of the piece has been read. */
    private int at;

    int remaining() {
      return remaining;
    }

    /** Copies the next bytes, no more than remain. */
    void read(int bytes, ByteBuf into) {
      int left = bytes;
      while (left > 0) {
        Piece now = pieces.get(piece);
        int some = Math.min(now.length() - at, left);
        into.writeBytes(now.array(), now.from() + at, some);
        left -= some;
        at += some;
        if (at == now.length()) {
          piece++;
          at = 0;
        }
      }
      remaining -= bytes;
    }
  }

  /** Puts a body together, from its beginning to its end. */
  public static final class Builder {
    /** Copying so few bytes costs less than carrying them as a piece of their own. */
    private static final int COPIED_BELOW = 512;

    private static final int CHUNK = 16 * 1024;

    private final List<Piece> pieces;
    private byte[] chunk = new byte[COPIED_BELOW];

    /** Where the copied bytes that are no piece yet begin, and where they end. */
    private int from;

    private int end;

    /**
     * @param arrays about how many large arrays will be added
     */
    public Builder(int arrays) {
      pieces = new ArrayList<>(2 * arrays + 1);
    }

    public Builder add(byte[] bytes) {
      return add(bytes, 0);
    }

    /** Adds an array from a place on. */
    public Builder add(byte[] bytes, int start) {
      int length = bytes.length - start;
      if (length < COPIED_BELOW) {
        makeRoom(length);
        System.arraycopy(bytes, start, chunk, end, length);
        end += length;
      } else {
        finishPiece();
        pieces.add(new Piece(bytes, start, length));
      }
      return this;
    }

    /** Adds a character of ASCII. */
    public Builder add(char character) {
      makeRoom(1);
      chunk[end++] = (byte) character;
      return this;
    }

    private void makeRoom(int bytes) {
      if (chunk.length - end < bytes) {
        finishPiece();
        chunk = new byte[CHUNK];
        from = 0;
        end = 0;
      }
    }

    private void finishPiece() {
      if (end > from) {
        pieces.add(new Piece(chunk, from, end - from));
        from = end;
      }
    }

    public AnswerBody build() {
      finishPiece();
      return new AnswerBody(pieces);
    }
  }
}
