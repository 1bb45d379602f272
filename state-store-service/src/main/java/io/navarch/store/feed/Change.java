package io.navarch.store.feed;

import io.navarch.model.store.StateStore.Event;

/** An event beside the bytes of its key, which watches are matched by. */
public record Change(byte[] key, Event event) {}
