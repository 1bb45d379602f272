package io.navarch.node.pod;

import io.navarch.node.api.ApiCalls;
import io.navarch.node.api.EventRecorder;
import io.navarch.node.api.StatusPublisher;
import io.navarch.node.cgroup.PodCgroups;
import io.navarch.node.cri.ContainerRuntime;
import io.navarch.node.cri.ImageStore;
import io.navarch.node.probe.ContainerProbes;
import io.navarch.node.volume.PodVolumes;
import java.time.InstantSource;

/** All that work on pods makes use of. */
public record NodeServices(
    ApiCalls api,
    ContainerRuntime runtime,
    ImageStore images,
    RuntimeObserver observer,
    PodVolumes volumes,
    PodCgroups cgroups,
    ContainerProbes probes,
    EventRecorder events,
    StatusPublisher statuses,
    ClusterObjects objects,
    NodeFacts node,
    InstantSource clock) {}
