package io.navarch.node.pod;

/** Why a container is not running, in the words that a pod's status uses. */
public record WaitingReason(String reason, String message) {}
