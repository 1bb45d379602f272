package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the kinds that hold a pod template have in common: what the template warns of. */
abstract class TemplatedStrategy extends KindStrategy {
  private final NamesPods namesPods;
  private final List<String> template;

  /** Whether pods are called after the object, so that its name becomes a part of hostnames. */
  enum NamesPods {
    YES,
    NO
  }

  /**
   * @param template the way to the template
   */
  TemplatedStrategy(@Nullable StatusOwnership status, NamesPods namesPods, String... template) {
    super(status);
    this.namesPods = namesPods;
    this.template = List.of(template);
  }

  @Override
  public List<String> warnings(ApiObject object) {
    List<String> warnings = new ArrayList<>(0);
    if (namesPods == NamesPods.YES) {
      List<String> label = Formats.dns1123Label(object.name());
      if (!label.isEmpty()) {
        warnings.add(
            "metadata.name: this is used in Pod names and hostnames, which can result in surprising"
                + " behavior; a DNS label is recommended: ["
                + String.join(" ", label)
                + "]");
      }
    }
    warnings.addAll(ofTemplate(object));
    return warnings;
  }

  /** A change is looked at only where what is wanted changed; the name is known by then. */
  @Override
  public List<String> warningsOnUpdate(ApiObject object, ApiObject old, String subresource) {
    return subresource.isEmpty() && object.generation() != old.generation()
        ? ofTemplate(object)
        : new ArrayList<>(0);
  }

  private List<String> ofTemplate(ApiObject object) {
    Field field = Field.root(object, new ArrayList<>(0));
    for (String step : template) {
      field = field.at(step);
    }
    return PodWarnings.ofTemplate(field);
  }
}
