package io.navarch.controller.loop;

/**
 * Brings what a key stands for to its wanted state, from whatever state it is in.
 *
 * <p>One key is reconciled by one thread at a time. A client exception counts as a retryable
 * failure.
 */
@FunctionalInterface
public interface Reconciler<K> {

  Outcome reconcile(K key) throws InterruptedException;
}
