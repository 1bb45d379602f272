/** The etcd engine, over jetcd. */
@NullMarked
package io.navarch.store.etcd;

import org.jspecify.annotations.NullMarked;
