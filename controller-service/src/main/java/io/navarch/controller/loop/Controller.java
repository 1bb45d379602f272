package io.navarch.controller.loop;

import io.navarch.model.client.WorkQueue;
import java.util.Map;

/** A controller that can be started when this process leads, and stopped when it no longer does. */
public interface Controller {

  /** Its upstream name, such as {@code deployment-controller}. */
  String name();

  void start();

  void stop();

  Load load();

  /** What its queues do, by name; empty where it works off none. */
  default Map<String, WorkQueue.Activity> queues() {
    return Map.of();
  }

  /**
   * What a controller has to do and has done.
   *
   * @param waiting keys that wait for a worker
   * @param delayed keys whose delay is not over
   * @param reconciled keys reconciled since the start of the process
   * @param failed those of them that failed
   */
  record Load(int waiting, int delayed, long reconciled, long failed) {}
}
