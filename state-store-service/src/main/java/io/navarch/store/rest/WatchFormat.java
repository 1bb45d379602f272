package io.navarch.store.rest;

import io.navarch.model.store.wire.WireCodec.Frame;
import java.io.IOException;

/** How a watch's frames are written; each write is flushed. */
interface WatchFormat {
  void write(Frame frame) throws IOException;
}
