package io.navarch.model.quota;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Objects that count as one each, by {@code count/<resource>} and perhaps an older name. */
record ObjectCount(Set<String> names) implements QuotaEvaluator {

  static String nameOf(String group, String plural) {
    return "count/" + (group.isEmpty() ? plural : plural + "." + group);
  }

  @Override
  public boolean handles(QuotaWrite write) {
    return write.isCreate();
  }

  @Override
  public Set<String> counted(Set<String> limited) {
    return QuotaEvaluator.among(limited, names);
  }

  @Override
  public Map<String, Quantity> usage(ApiObject object, Instant now) {
    Map<String, Quantity> usage = new TreeMap<>();
    names.forEach(name -> usage.put(name, Quantity.of(1)));
    return usage;
  }
}
