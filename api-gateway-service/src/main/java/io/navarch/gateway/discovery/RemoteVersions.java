package io.navarch.gateway.discovery;

import java.util.List;

/** What other servers serve. */
public interface RemoteVersions {
  RemoteVersions NONE = List::of;

  /** The same instance until something changes. */
  List<RemoteVersion> all();
}
