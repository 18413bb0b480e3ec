package io.mailyard.queue;

import io.mailyard.db.Tx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells on, and tells whoever watches for mail that did not arrive. */
final class UndeliveredNotifier implements DeliveryEventListener {
    private final DeliveryEventListener next;
    private final List<UndeliveredListener> watchers = new CopyOnWriteArrayList<>();

    UndeliveredNotifier(DeliveryEventListener next) {
        this.next = next;
    }

    void onUndelivered(UndeliveredListener watcher) {
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
