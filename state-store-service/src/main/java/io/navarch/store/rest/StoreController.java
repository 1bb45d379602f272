package io.navarch.store.rest;

import io.navarch.model.store.StateStore;
import io.navarch.model.store.StateStore.GetResult;
import io.navarch.model.store.StateStore.RangeResult;
import io.navarch.model.store.StateStore.TxnResult;
import io.navarch.model.store.wire.StoreWire;
import io.navarch.model.store.wire.WireCodec.TxnRequest;
import io.navarch.store.rest.Views.CountView;
import io.navarch.store.rest.Views.EntryView;
import io.navarch.store.rest.Views.GetView;
import io.navarch.store.rest.Views.LeaseView;
import io.navarch.store.rest.Views.RangeView;
import io.navarch.store.rest.Views.RevisionView;
import io.navarch.store.rest.Views.TxnResultView;
import io.navarch.store.rest.Views.TxnView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Reads, transactions and leases. */
@RestController
@RequestMapping(StoreWire.BASE)
@Tag(name = "state", description = "Entries, transactions and leases")
class StoreController {
  private final StateStore store;

  StoreController(StateStore store) {
    this.store = store;
  }

  @Operation(summary = "Read one key at a revision, or at the newest")
  @GetMapping(path = "/entry", produces = MediaType.APPLICATION_JSON_VALUE)
  GetView get(@RequestParam String key, @RequestParam(defaultValue = "0") long revision) {
    GetResult result = store.get(key, revision);
    return new GetView(
        result.entry() == null ? null : EntryView.of(result.entry()), result.revision());
  }

  @GetMapping(path = "/entry", produces = StoreWire.MEDIA_TYPE)
  GetResult getFramed(@RequestParam String key, @RequestParam(defaultValue = "0") long revision) {
    return store.get(key, revision);
  }

  @Operation(summary = "Read the keys from start (inclusive) to end (exclusive) in key order")
  @GetMapping(path = "/range", produces = MediaType.APPLICATION_JSON_VALUE)
  RangeView range(
      @RequestParam String start,
      @RequestParam String end,
      @RequestParam(defaultValue = "0") long revision,
      @RequestParam(defaultValue = "500") int limit) {
    return RangeView.of(store.range(start, end, revision, limit));
  }

  @GetMapping(path = "/range", produces = StoreWire.MEDIA_TYPE)
  RangeResult rangeFramed(
      @RequestParam String start,
      @RequestParam String end,
      @RequestParam(defaultValue = "0") long revision,
      @RequestParam(defaultValue = "0") int limit) {
    return store.range(start, end, revision, limit);
  }

  @Operation(summary = "Count the keys from start (inclusive) to end (exclusive)")
  @GetMapping("/count")
  CountView count(@RequestParam String start, @RequestParam String end) {
    return new CountView(store.count(start, end));
  }

  @Operation(summary = "The newest revision; every write acknowledged before is in it")
  @GetMapping("/revision")
  RevisionView revision() {
    return new RevisionView(store.revision());
  }

  @Operation(summary = "Write at one revision if all comparisons hold")
  @PostMapping(
      path = "/txn",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  TxnResultView txn(@RequestBody TxnView body) {
    TxnRequest request = body.request();
    return TxnResultView.of(store.txn(request.compares(), request.ops()));
  }

  @PostMapping(path = "/txn", consumes = StoreWire.MEDIA_TYPE, produces = StoreWire.MEDIA_TYPE)
  TxnResult txnFramed(@RequestBody TxnRequest request) {
    return store.txn(request.compares(), request.ops());
  }

  @Operation(summary = "Grant a lease; keys attached to it vanish when it is not renewed")
  @PostMapping("/leases")
  LeaseView grant(@RequestParam long ttlSeconds) {
    return new LeaseView(store.grantLease(ttlSeconds), ttlSeconds);
  }

  @Operation(summary = "Renew a lease; the time is 0 where it no longer exists")
  @PostMapping("/leases/{id}/renew")
  LeaseView renew(@PathVariable long id) {
    return new LeaseView(id, store.renewLease(id));
  }

  @Operation(summary = "End a lease and delete the keys attached to it")
  @DeleteMapping("/leases/{id}")
  void revoke(@PathVariable long id) {
    store.revokeLease(id);
  }
}
