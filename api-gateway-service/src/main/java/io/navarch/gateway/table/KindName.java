package io.navarch.gateway.table;

/** A kind in any of its versions; the core group is the empty string. */
record KindName(String group, String kind) {}
