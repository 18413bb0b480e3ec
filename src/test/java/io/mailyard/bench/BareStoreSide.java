package io.mailyard.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link BareStore} in a process of its own, run when told. */
final class BareStoreSide implements Side, AutoCloseable {
    private final Process process;
    private final BufferedReader from;
    private final BufferedWriter to;

    BareStoreSide(Path folder) {
        List<String> command = Served.java(BareStore.class);
        command.add(folder.toString());
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectError(folder.resolve("bare.log").toFile())
                            .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        from = process.inputReader();
        to = process.outputWriter();
    }

    @Override
    public String name() {
        return "the bare store, 32 threads in its process";
    }

    @Override
    public Sample run(Duration lasting) {
        double before = ProcStat.cpuSeconds(process.pid());
        try {
            to.write(lasting.toMillis() + "\n");
            to.flush();
            String line = from.readLine();
            if (line == null) {
                throw new IllegalStateException("the bare store has ended");
            }
            int space = line.indexOf(' ');
            double count = Double.parseDouble(line.substring(0, space));
            double nanos = Double.parseDouble(line.substring(space + 1));
            double used = ProcStat.cpuSeconds(process.pid()) - before;
            return new Sample(count * 1e9 / nanos, used * 1e6 / count, 0, 0, 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        try {
            to.close();
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException failed) {
            process.destroyForcibly();
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
