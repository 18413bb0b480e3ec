package io.mailyard.queue;

import io.mailyard.db.Tx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells on, and tells whoever watches for mail that did not arrive. */
final class WatchedTelling implements Telling {
    private final Telling next;
    private final List<UndeliveredWatcher> watchers = new CopyOnWriteArrayList<>();

    WatchedTelling(Telling next) {
        this.next = next;
    }

    void onUndelivered(UndeliveredWatcher watcher) {
        watchers.add(watcher);
    }

    @Override
    public void happened(Tx tx, Happening happening) {
        next.happened(tx, happening);
    }

    @Override
    public void undelivered(Tx tx, List<Undelivered> recipients) {
        if (!recipients.isEmpty()) {
            watchers.forEach(watcher -> watcher.undelivered(tx, recipients));
        }
    }
}
