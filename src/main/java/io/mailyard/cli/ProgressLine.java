package io.mailyard.cli;

import io.mailyard.declare.Progress;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/** Shows the progress of long work at a terminal, at most once a second. */
final class ProgressLine implements Progress {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PrintWriter err;
    private final boolean watched;
    private long last = System.nanoTime();

    ProgressLine(PrintWriter err, Terminal terminal) {
        this.err = err;
        this.watched = terminal.present();
    }

    @Override
    public synchronized void at(String what, long done) {
        if (watched && System.nanoTime() - last >= EVERY_NANOS) {
            last = System.nanoTime();
            err.println(done + " " + what);
            err.flush();
        }
    }
}
