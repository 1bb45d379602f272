package io.navarch.store.rest;

import io.navarch.model.store.wire.WireCodec.Frame;
import io.navarch.store.rest.Views.BatchView;
import io.navarch.store.rest.Views.ErrorView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/** Server-sent events: {@code started}, {@code changes}, {@code progress}, {@code ended}. */
final class EventStreamFormat implements WatchFormat {
  private final JsonMapper json;
  private final OutputStream out;

  EventStreamFormat(JsonMapper json, OutputStream out) {
    this.json = json;
    this.out = out;
  }

  @Override
  public void write(Frame frame) throws IOException {
    String text =
        switch (frame) {
          case Frame.Started started -> event("started", started);
          case Frame.Batch batch ->
              event(
                  batch.batch().events().isEmpty() ? "progress" : "changes",
                  BatchView.of(batch.batch()));
          case Frame.Ended ended -> event("ended", new ErrorView(ended.kind(), ended.message()));
          case Frame.Beat beat -> ":\n\n";
        };
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private String event(String name, Object data) {
    return "event: " + name + "\ndata: " + json.writeValueAsString(data) + "\n\n";
  }
}
