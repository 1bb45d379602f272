package io.navarch.node.pod;

import org.springframework.messaging.support.MessageBuilder;
import org.springframework.statemachine.StateMachine;
import org.springframework.statemachine.config.StateMachineBuilder;
import org.springframework.statemachine.config.StateMachineFactory;
import reactor.core.publisher.Mono;

/**
 * Where a pod is in its life on this node: it runs (or is being made to), it is being shut down,
 * nothing of it is alive any more, or the node has forgotten it. It never goes back.
 */
final class PodLifecycle {
  /** The stages. */
  enum Stage {
    SYNCING,
    TERMINATING,
    TERMINATED,
    REMOVED
  }

  /** What moves a pod from stage to stage. */
  enum Signal {
    /** The pod is deleted, evicted, past its deadline, or has finished its work. */
    SHUT_DOWN,
    /** The last container and sandbox have stopped. */
    ALL_STOPPED,
    /** The API has let the pod go and its traces on the node are removed. */
    FORGOTTEN
  }

  private final StateMachine<Stage, Signal> machine;

  private PodLifecycle(StateMachine<Stage, Signal> machine) {
    this.machine = machine;
    machine.startReactively().block();
  }

  /** Makes lifecycles; one of these serves all pods. */
  static final class Factory {
    private final StateMachineFactory<Stage, Signal> machines;

    Factory() {
      try {
        StateMachineBuilder.Builder<Stage, Signal> builder = StateMachineBuilder.builder();
        builder
            .configureStates()
            .withStates()
            .initial(Stage.SYNCING)
            .state(Stage.TERMINATING)
            .state(Stage.TERMINATED)
            .end(Stage.REMOVED);
        builder
            .configureTransitions()
            .withExternal()
            .source(Stage.SYNCING)
            .target(Stage.TERMINATING)
            .event(Signal.SHUT_DOWN)
            .and()
            .withExternal()
            .source(Stage.TERMINATING)
            .target(Stage.TERMINATED)
            .event(Signal.ALL_STOPPED)
            .and()
            .withExternal()
            .source(Stage.TERMINATED)
            .target(Stage.REMOVED)
            .event(Signal.FORGOTTEN);
        this.machines = builder.createFactory();
      } catch (Exception e) {
        throw new IllegalStateException("The pod lifecycle cannot be configured", e);
      }
    }

    PodLifecycle begin(String podUid) {
      return new PodLifecycle(machines.getStateMachine(podUid));
    }
  }

  Stage stage() {
    return machine.getState().getId();
  }

  /** Sends a signal; one that does not fit the stage changes nothing. */
  void signal(Signal signal) {
    machine.sendEvent(Mono.just(MessageBuilder.withPayload(signal).build())).blockLast();
  }
}
