package io.navarch.gateway.registry;

import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.cache.ResourceCache;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.cache.StoreFeed;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.StatusCause;
import io.navarch.model.store.StateStore;
import io.navarch.model.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists objects with upstream's meaning of resourceVersion, resourceVersionMatch, limit and
 * continue: from the cache where it can say it, from the store's history where it must.
 */
final class ListOperation {
  private static final long PATIENCE_MILLIS = 3_000;
  private static final int STORE_PAGE = 500;

  private static final String EXPIRED_CONTINUATION =
      "The provided continue parameter is too old to display a consistent list result. You can"
          + " start a new list without the continue parameter, or use the continue token in this"
          + " response to retrieve the remainder of the results. Continuing with the provided token"
          + " results in an inconsistent list - objects that were created, modified, or deleted"
          + " between the time the first chunk was returned and now may show up in the list.";

  private final StateStore store;
  private final ResourceCaches caches;

  ListOperation(StateStore store, ResourceCaches caches) {
    this.store = store;
    this.caches = caches;
  }

  /**
   * @param revision the list's resourceVersion
   * @param continueToken empty at the end
   * @param remaining how many items follow; -1 when unknown
   */
  record Page(List<CachedObject> items, long revision, String continueToken, long remaining) {}

  Page list(
      ResourceDefinition resource, String namespace, ListOptions options, Selection selection) {
    ResourceCache cache = caches.of(resource);
    if (!options.continueToken().isEmpty()) {
      return goOn(cache, resource.storagePrefix(namespace), options, selection);
    }
    // A list of one name is looked up by it and has one page, whatever limit there is.
    String onlyKey = selection.onlyKey(resource, namespace);
    boolean single = !onlyKey.isEmpty();
    String prefix = single ? onlyKey : resource.storagePrefix(namespace);
    long limit = single ? 0 : options.limit();
    long version = options.listVersion();
    boolean exact =
        options.match().equals("Exact") || (options.match().isEmpty() && limit > 0 && version > 0);
    if (exact) {
      requireReached(version);
      return atRevision(cache, prefix, prefix, version, limit, selection, "");
    }
    if (options.resourceVersion().isEmpty()) {
      awaitNewest();
    } else if (version > 0) {
      requireReached(version);
    }
    ResourceCache.Snapshot snapshot = cache.list(prefix, "");
    // Version 0 takes whatever the cache holds, all of it.
    long most = options.resourceVersion().equals("0") ? 0 : limit;
    return page(prefix, snapshot.objects(), snapshot.revision(), most, selection);
  }

  private Page goOn(ResourceCache cache, String prefix, ListOptions options, Selection selection) {
    ContinueToken token = ContinueToken.decode(options.continueToken());
    if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals("0")) {
      throw ApiException.badRequest(
          "specifying resource version is not allowed when using continue");
    }
    String start = prefix + token.startKey();
    if (token.revision() < 0) {
      awaitNewest();
      ResourceCache.Snapshot snapshot = cache.list(prefix, start);
      return page(prefix, snapshot.objects(), snapshot.revision(), options.limit(), selection);
    }
    return atRevision(
        cache, prefix, start, token.revision(), options.limit(), selection, token.encodedAt(-1));
  }

  /**
   * From the cache where nothing changed since the revision, else from the store's history; a
   * revision that the store has forgotten is expired in both cases.
   */
  private Page atRevision(
      ResourceCache cache,
      String prefix,
      String start,
      long revision,
      long limit,
      Selection selection,
      String inconsistentToken) {
    try {
      if (cache.lastChange() <= revision && cache.revision() >= revision) {
        requireKept(prefix, revision);
        ResourceCache.Snapshot snapshot = cache.list(prefix, start.equals(prefix) ? "" : start);
        if (snapshot.objects().stream().noneMatch(o -> o.revision() > revision)
            && cache.lastChange() <= revision) {
          return page(prefix, snapshot.objects(), revision, limit, selection);
        }
      }
      return fromStore(prefix, start, revision, limit, selection);
    } catch (StoreException.Compacted e) {
      throw expired(inconsistentToken);
    } catch (StoreException.FutureRevision e) {
      throw tooLarge(revision, caches.feed().revision());
    }
  }

  /** The store answers for revisions that it keeps only; no key is as short as the prefix. */
  private void requireKept(String prefix, long revision) {
    var unused = store.range(prefix, prefix + "\u0000", revision, 1);
  }

  private Page fromStore(
      String prefix, String start, long revision, long limit, Selection selection) {
    List<CachedObject> items = new ArrayList<>();
    String from = start;
    String end = StateStore.prefixEnd(prefix);
    long remaining = 0;
    while (true) {
      int ask = limit > 0 && selection.everything() ? (int) Math.min(limit, 10_000) : STORE_PAGE;
      StateStore.RangeResult range = store.range(from, end, revision, ask);
      for (StateStore.Entry entry : range.entries()) {
        CachedObject object = ObjectStorage.cachedForm(entry);
        if (selection.matches(object)) {
          items.add(object);
        }
        from = entry.key() + "\u0000";
        if (limit > 0 && items.size() >= limit) {
          boolean more = range.more() || entry != range.entries().getLast();
          remaining = range.totalCount() - (range.entries().indexOf(entry) + 1);
          String token = more ? ContinueToken.after(prefix, entry.key(), revision) : "";
          return new Page(items, revision, token, unknownUnless(selection, more, remaining));
        }
      }
      if (!range.more()) {
        return new Page(items, revision, "", -1);
      }
    }
  }

  private static long unknownUnless(Selection selection, boolean more, long remaining) {
    return more && selection.everything() ? remaining : -1;
  }

  private static Page page(
      String prefix, List<CachedObject> all, long revision, long limit, Selection selection) {
    if (limit <= 0 && selection.everything()) {
      return new Page(all, revision, "", -1);
    }
    List<CachedObject> items = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (limit > 0 && items.size() >= limit) {
        String token = ContinueToken.after(prefix, all.get(i - 1).key(), revision);
        return new Page(items, revision, token, unknownUnless(selection, true, all.size() - i));
      }
      if (selection.matches(all.get(i))) {
        items.add(all.get(i));
      }
    }
    return new Page(items, revision, "", -1);
  }

  private void awaitNewest() {
    StoreFeed feed = caches.feed();
    long newest = feed.storeRevision();
    if (!feed.await(newest, PATIENCE_MILLIS)) {
      throw ApiException.timeout("the cache has not caught up with the store in time");
    }
  }

  private void requireReached(long version) {
    StoreFeed feed = caches.feed();
    if (feed.revision() < version && !feed.await(version, PATIENCE_MILLIS)) {
      throw tooLarge(version, feed.revision());
    }
  }

  /** The store has not reached the asked version yet. */
  static ApiException tooLarge(long version, long current) {
    return new ApiException(
        504,
        "Timeout",
        "Timeout: Too large resource version: " + version + ", current: " + current,
        new ApiException.Details(
            "",
            "",
            "",
            "",
            List.of(new StatusCause("ResourceVersionTooLarge", "Too large resource version", "")),
            1));
  }

  private static ApiException expired(String inconsistentToken) {
    if (inconsistentToken.isEmpty()) {
      return ApiException.expired("The resourceVersion for the provided list is too old.");
    }
    return ApiException.expiredContinuation(EXPIRED_CONTINUATION, inconsistentToken);
  }
}
