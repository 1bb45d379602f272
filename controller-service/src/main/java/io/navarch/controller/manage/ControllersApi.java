package io.navarch.controller.manage;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Tells which controllers run and what they have to do. */
@RestController
@RequestMapping("/controllers/v1")
@Tag(name = "Controllers", description = "The controllers of this process and their queues")
public final class ControllersApi {

  private final ControllerManager manager;

  public ControllersApi(ControllerManager manager) {
    this.manager = manager;
  }

  /**
   * @param leading whether this process leads and its controllers run
   */
  public record Controllers(boolean leading, List<ControllerView> controllers) {}

  /**
   * One controller.
   *
   * @param waiting keys that wait for a worker
   * @param delayed keys whose delay is not over
   * @param reconciled keys reconciled since the start of the process
   * @param failed those of them that failed
   */
  public record ControllerView(
      String name, int waiting, int delayed, long reconciled, long failed) {}

  @GetMapping("/controllers")
  @Operation(summary = "All controllers with the depths of their queues")
  public Controllers controllers() {
    return new Controllers(manager.working(), views());
  }

  @GetMapping("/controllers/{name}")
  @Operation(summary = "One controller")
  public ControllerView controller(@PathVariable String name) {
    return views().stream()
        .filter(view -> view.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ResponseStatusException(
                    HttpStatus.NOT_FOUND, "there is no controller \"" + name + "\""));
  }

  private List<ControllerView> views() {
    return manager.controllers().stream()
        .map(
            controller -> {
              var load = controller.load();
              return new ControllerView(
                  controller.name(),
                  load.waiting(),
                  load.delayed(),
                  load.reconciled(),
                  load.failed());
            })
        .toList();
  }
}
