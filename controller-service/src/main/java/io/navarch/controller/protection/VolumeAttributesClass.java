package io.navarch.controller.protection;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * The class of volume attributes in the version that is served; the model has earlier ones only.
 */
@Group("storage.k8s.io")
@Version("v1")
@Kind("VolumeAttributesClass")
@Plural("volumeattributesclasses")
public final class VolumeAttributesClass
    extends io.fabric8.kubernetes.api.model.storage.v1beta1.VolumeAttributesClass {
  private static final long serialVersionUID = 1L;

  public VolumeAttributesClass() {
    setApiVersion("storage.k8s.io/v1");
  }
}
