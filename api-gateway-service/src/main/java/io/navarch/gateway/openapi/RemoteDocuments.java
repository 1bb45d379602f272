package io.navarch.gateway.openapi;

import java.util.List;

/** The OpenAPI documents of group versions that other servers serve. */
public interface RemoteDocuments {
  RemoteDocuments NONE = List::of;

  /** The same instance until something changes. */
  List<RemoteDocument> all();
}
