/** The embedded engine: durable multi-version storage on RocksDB with grouped commits. */
@NullMarked
package io.navarch.store.embedded;

import org.jspecify.annotations.NullMarked;
