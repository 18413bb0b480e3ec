package io.mailyard.queue;

import io.mailyard.db.Tx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Forwards delivery events and notifies listeners of undelivered mail. */
final class UndeliveredNotifier implements DeliveryEventListener {
    private final DeliveryEventListener next;
    private final List<UndeliveredListener> watchers = new CopyOnWriteArrayList<>();

    UndeliveredNotifier(DeliveryEventListener next) {
        this.next = next;
    }

    void onUndelivered(UndeliveredListener listener) {
        watchers.add(listener);
    }

    @Override
    public void happened(Tx tx, DeliveryEvent event) {
        next.happened(tx, event);
    }

    @Override
    public void undelivered(Tx tx, List<Undelivered> recipients) {
        if (!recipients.isEmpty()) {
            watchers.forEach(listener -> listener.undelivered(tx, recipients));
        }
    }
}
