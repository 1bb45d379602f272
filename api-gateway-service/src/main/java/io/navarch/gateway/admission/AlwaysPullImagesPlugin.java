package io.navarch.gateway.admission;

import io.navarch.model.object.ApiObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * AlwaysPullImages: pods pull their images every time, so that nobody uses a private image that
 * somebody else's pod has brought to the node.
 */
final class AlwaysPullImagesPlugin implements AdmissionPlugin {
  private static final String ALWAYS = "Always";

  @Override
  public String name() {
    return "AlwaysPullImages";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    ApiObject pod = request.object();
    if (pod == null || !request.isFor("", "pods") || !bringsImages(pod, request)) {
      return;
    }
    Map<String, Object> spec = PodTrees.spec(pod);
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      PodTrees.containers(spec, list).forEach(c -> c.put("imagePullPolicy", ALWAYS));
    }
    for (Map<String, Object> volume : PodTrees.trees(ApiObject.listAt(spec, "volumes"))) {
      if (volume.get("image") instanceof Map<?, ?>) {
        ApiObject.child(volume, "image").put("pullPolicy", ALWAYS);
      }
    }
  }

  private static boolean bringsImages(ApiObject pod, AdmissionRequest request) {
    ApiObject old = request.oldObject();
    return old == null || !images(old).containsAll(images(pod));
  }

  private static Set<String> images(ApiObject pod) {
    Set<String> images = new HashSet<>();
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      PodTrees.containers(PodTrees.spec(pod), list)
          .forEach(c -> images.add(ApiObject.string(c, "image")));
    }
    return images;
  }
}
