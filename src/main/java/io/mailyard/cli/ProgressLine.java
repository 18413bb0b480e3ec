package io.mailyard.cli;

import io.mailyard.declare.Progress;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/** How far long work is, a line a second at most, for someone at a terminal; else nothing. */
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
