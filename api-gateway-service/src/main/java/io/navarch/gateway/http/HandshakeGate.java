package io.navarch.gateway.http;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS handshakes under way. What is costly of them is done on few threads of their own, never
 * on the event loops, and clients' addresses take turns: who opens connections in a loop waits for
 * itself. When there are too many, those of the address with the most are closed before anything
 * was worked out for them.
 */
final class HandshakeGate {
  private static final Logger log = LoggerFactory.getLogger(HandshakeGate.class);

  private final int most;
  private final int places;
  private final Executor threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<InetAddress, Client> clients = new HashMap<>();

  /** The clients that have work waiting, the one whose turn it is first. */
  private final ArrayDeque<Client> order = new ArrayDeque<>();

  private int underWay;
  private int working;

  /** What one address has under way. */
  private static final class Client {
    final InetAddress address;
    final Set<Handshake> handshakes = new LinkedHashSet<>();
    final ArrayDeque<Runnable> work = new ArrayDeque<>();

    Client(InetAddress address) {
      this.address = address;
    }
  }

  /**
   * @param most handshakes under way
   * @param places pieces of work that are done at once
   * @param threads on which work is done
   */
  HandshakeGate(int most, int places, Executor threads) {
    this.most = most;
    this.places = places;
    this.threads = threads;
  }

  /** One handshake; runs its work in the address's turn. */
  final class Handshake implements Executor {
    private final InetAddress address;
    private final Runnable close;

    private Handshake(InetAddress address, Runnable close) {
      this.address = address;
      this.close = close;
    }

    @Override
    public void execute(Runnable task) {
      await(address, task);
    }

    /** It is over, or given up. */
    void end() {
      leave(this);
    }
  }

  /**
   * Takes a handshake in.
   *
   * @param close ends the connection; called when it must make room for another address's
   * @return null where the address has too many already
   */
  @Nullable Handshake enter(InetAddress address, Runnable close) {
    Handshake entered = new Handshake(address, close);
    Handshake ousted = null;
    lock.lock();
    try {
      if (underWay >= most) {
        Client greediest =
            clients.values().stream()
                .max(Comparator.comparingInt(client -> client.handshakes.size()))
                .orElseThrow();
        Client own = clients.get(address);
        int mine = own == null ? 0 : own.handshakes.size();
        if (mine + 1 >= greediest.handshakes.size()) {
          return null;
        }
        ousted = greediest.handshakes.iterator().next();
        remove(ousted);
      }
      clients.computeIfAbsent(address, Client::new).handshakes.add(entered);
      underWay++;
    } finally {
      lock.unlock();
    }
    if (ousted != null) {
      ousted.close.run();
    }
    return entered;
  }

  private void leave(Handshake handshake) {
    lock.lock();
    try {
      remove(handshake);
    } finally {
      lock.unlock();
    }
  }

  private void remove(Handshake handshake) {
    Client client = clients.get(handshake.address);
    if (client != null && client.handshakes.remove(handshake)) {
      underWay--;
      forgetIfIdle(client);
    }
  }

  private void forgetIfIdle(Client client) {
    if (client.handshakes.isEmpty() && client.work.isEmpty()) {
      clients.remove(client.address, client);
    }
  }

  private void await(InetAddress address, Runnable task) {
    lock.lock();
    try {
      Client client = clients.computeIfAbsent(address, Client::new);
      if (client.work.isEmpty()) {
        order.addLast(client);
      }
      client.work.addLast(task);
      if (working == places) {
        return;
      }
      working++;
    } finally {
      lock.unlock();
    }
    threads.execute(this::work);
  }

  private void work() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (RuntimeException e) {
        // the place goes on to the next handshake, whatever became of this one
        log.debug("A TLS handshake failed", e);
      }
    }
  }

  private @Nullable Runnable next() {
    lock.lock();
    try {
      Client client = order.pollFirst();
      if (client == null) {
        working--;
        return null;
      }
      Runnable task = client.work.removeFirst();
      if (!client.work.isEmpty()) {
        order.addLast(client);
      }
      forgetIfIdle(client);
      return task;
    } finally {
      lock.unlock();
    }
  }

  /** How many are under way. */
  int underWay() {
    lock.lock();
    try {
      return underWay;
    } finally {
      lock.unlock();
    }
  }
}
