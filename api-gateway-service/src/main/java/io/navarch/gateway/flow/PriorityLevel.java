package io.navarch.gateway.flow;

import io.navarch.model.object.ApiObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A share of the server's concurrency, as configured.
 *
 * @param exempt requests never wait
 * @param lendablePercent of the nominal seats that others may use while they are free
 * @param borrowingLimitPercent of the nominal seats that may be borrowed at the most; null for no
 *     limit
 * @param queuing null where requests that find no seat are refused at once
 */
record PriorityLevel(
    String name,
    String uid,
    boolean exempt,
    int shares,
    int lendablePercent,
    @Nullable Integer borrowingLimitPercent,
    @Nullable Queuing queuing) {

  /**
   * @param handSize how many queues a flow may use
   * @param queueLengthLimit requests that one queue takes while all seats are taken
   */
  record Queuing(int queues, int handSize, int queueLengthLimit) {}

  static PriorityLevel of(ApiObject object) {
    Map<String, Object> spec = ApiObject.mapAt(object.root(), "spec");
    boolean exempt = ApiObject.string(spec, "type").equals("Exempt");
    Map<String, Object> settings = ApiObject.mapAt(spec, exempt ? "exempt" : "limited");
    return new PriorityLevel(
        object.name(),
        object.uid(),
        exempt,
        number(settings, "nominalConcurrencyShares", exempt ? 0 : 30),
        number(settings, "lendablePercent", 0),
        settings.get("borrowingLimitPercent") instanceof Number n ? n.intValue() : null,
        queuing(ApiObject.mapAt(settings, "limitResponse")));
  }

  private static @Nullable Queuing queuing(Map<String, Object> response) {
    if (!ApiObject.string(response, "type").equals("Queue")) {
      return null;
    }
    Map<String, Object> queuing = ApiObject.mapAt(response, "queuing");
    return new Queuing(
        Math.max(1, number(queuing, "queues", 64)),
        Math.max(1, number(queuing, "handSize", 8)),
        Math.max(1, number(queuing, "queueLengthLimit", 50)));
  }

  private static int number(Map<String, Object> tree, String name, int otherwise) {
    return tree.get(name) instanceof Number n ? n.intValue() : otherwise;
  }
}
