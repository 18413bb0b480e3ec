package io.mailyard.panel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Act on a part of the queue, which first shows what it would do. */
enum QueueAct {
    HOLD,
    RELEASE,
    PURGE;

    static final String PATH = "/admin/queue/act/";

    /** As in addresses and calls. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<QueueAct> of(String word) {
        return Arrays.stream(values()).filter(act -> act.word().equals(word)).findFirst();
    }

    /**
     * Where it is asked about.
     *
     * @param scope the part of the queue, as a query
     */
    String address(String scope) {
        return PATH + word() + scope;
    }

    String label(Translations words) {
        return words.text("queue.act." + word());
    }
}
