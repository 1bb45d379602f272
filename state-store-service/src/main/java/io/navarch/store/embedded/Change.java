package io.navarch.store.embedded;

import io.navarch.model.store.StateStore.Event;

/** An event beside the bytes of its key, which watches are matched by. */
record Change(byte[] key, Event event) {}
