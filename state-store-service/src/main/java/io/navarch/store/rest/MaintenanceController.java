package io.navarch.store.rest;

import io.navarch.model.store.StateStore;
import io.navarch.model.store.StateStore.Status;
import io.navarch.model.store.wire.StoreWire;
import io.navarch.store.embedded.EmbeddedStore;
import io.navarch.store.rest.Views.FindingsView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What an operator does with a store. */
@RestController
@RequestMapping(StoreWire.BASE)
@Tag(name = "maintenance", description = "Status, compaction, snapshots, integrity")
class MaintenanceController {
  private final StateStore store;

  MaintenanceController(StateStore store) {
    this.store = store;
  }

  @Operation(summary = "The engine, its revisions and its size")
  @GetMapping("/status")
  Status status() {
    return store.status();
  }

  @Operation(summary = "Forget all revisions before the given one")
  @PostMapping("/compact")
  void compact(@RequestParam long revision) {
    store.compact(revision);
  }

  @Operation(summary = "A consistent copy of the whole state")
  @GetMapping(path = "/snapshot", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  void snapshot(HttpServletResponse response) throws IOException {
    response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
    store.snapshot(response.getOutputStream());
  }

  @Operation(summary = "Give the space of deleted entries back to the disk (embedded engine)")
  @PostMapping("/defragment")
  Status defragment() {
    embedded().defragment();
    return store.status();
  }

  @Operation(summary = "Check the files; lists what is wrong (embedded engine)")
  @PostMapping("/verify")
  FindingsView verify() {
    return new FindingsView(embedded().verify());
  }

  private EmbeddedStore embedded() {
    if (store instanceof EmbeddedStore embedded) {
      return embedded;
    }
    throw new ResponseStatusException(
        HttpStatus.NOT_IMPLEMENTED, "this engine is maintained with its own tools");
  }
}
