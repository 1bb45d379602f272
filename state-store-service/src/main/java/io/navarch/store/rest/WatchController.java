package io.navarch.store.rest;

import io.navarch.model.store.StateStore;
import io.navarch.model.store.wire.StoreWire;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

/** Streams of changes: server-sent events in JSON, or frames. */
@RestController
@RequestMapping(StoreWire.BASE)
@Tag(name = "watch", description = "Streams of changes")
class WatchController {
  private final StateStore store;
  private final JsonMapper json;
  private final Map<Long, WatchStream> running = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();

  WatchController(StateStore store, JsonMapper json) {
    this.store = store;
    this.json = json;
  }

  @Operation(
      summary = "Stream the changes of a range of keys",
      description =
          "Every change from a revision on, each once and in order. Accept"
              + " text/event-stream for JSON, or the binary framing.")
  @GetMapping(path = "/watch", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void watch(
      @RequestParam String start,
      @RequestParam String end,
      @RequestParam(defaultValue = "0") long revision,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    open(start, end, revision, request, new EventStreamFormat(json, response.getOutputStream()));
  }

  @GetMapping(path = "/watch", produces = StoreWire.MEDIA_TYPE)
  void watchFramed(
      @RequestParam String start,
      @RequestParam String end,
      @RequestParam(defaultValue = "0") long revision,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    response.setContentType(StoreWire.MEDIA_TYPE);
    open(start, end, revision, request, new FrameFormat(response.getOutputStream()));
  }

  private void open(
      String start, String end, long revision, HttpServletRequest request, WatchFormat format) {
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    long id = lastId.incrementAndGet();
    WatchStream stream = new WatchStream(id, format, async, () -> running.remove(id));
    running.put(id, stream);
    stream.start(store, start, end, revision);
  }

  @Operation(summary = "Ask a watch for a progress mark")
  @PostMapping("/watches/{id}/progress")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void progress(@PathVariable long id) {
    find(id).requestProgress();
  }

  @Operation(
      summary = "End a watch",
      description = "Kinder than resetting the stream, which can cost the whole connection.")
  @DeleteMapping("/watches/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void end(@PathVariable long id) {
    find(id).end();
  }

  private WatchStream find(long id) {
    WatchStream stream = running.get(id);
    if (stream == null) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such watch");
    }
    return stream;
  }

  /** Shows each stream's connection that both ends are there, and finds those that are not. */
  void beat() {
    running.values().forEach(WatchStream::beat);
  }
}
