package io.mailyard.notices;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the results of this process. */
final class Counter {
    final AtomicLong queued = new AtomicLong();
    final AtomicLong sent = new AtomicLong();
    final AtomicLong deferred = new AtomicLong();
    final AtomicLong failed = new AtomicLong();

    NoticeCounts counts() {
        return new NoticeCounts(queued.get(), sent.get(), deferred.get(), failed.get());
    }
}
