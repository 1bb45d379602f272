package io.navarch.gateway.discovery;

import java.util.List;

/**
 * A group version that another server serves.
 *
 * @param fresh whether that server answers now
 * @param resources its entries as {@code apidiscovery.k8s.io/v2} has them
 */
public record RemoteVersion(
    String group,
    String version,
    int groupPriority,
    int versionPriority,
    boolean fresh,
    List<Object> resources) {
  /** The priority of groups and versions of custom resources. */
  public static final int CUSTOM_GROUP_PRIORITY = 1_000;

  public static final int CUSTOM_VERSION_PRIORITY = 100;
}
