package io.navarch.store.rest;

import io.navarch.model.store.wire.WireCodec;
import io.navarch.model.store.wire.WireCodec.Frame;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The binary framing. */
final class FrameFormat implements WatchFormat {
  private final DataOutputStream out;

  FrameFormat(OutputStream out) {
    this.out = new DataOutputStream(new BufferedOutputStream(out, 1 << 12));
  }

  @Override
  public void write(Frame frame) throws IOException {
    WireCodec.write(out, frame);
    out.flush();
  }
}
