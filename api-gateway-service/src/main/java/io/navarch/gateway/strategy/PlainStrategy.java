package io.navarch.gateway.strategy;

import org.jspecify.annotations.Nullable;

/** A kind without rules of its own. */
final class PlainStrategy extends KindStrategy {
  PlainStrategy(@Nullable StatusOwnership status) {
    super(status);
  }
}
