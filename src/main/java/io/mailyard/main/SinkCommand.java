package io.mailyard.main;

import io.mailyard.config.HostPort;
import io.mailyard.submission.SinkServer;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mailyard sink}. */
@Command(
        name = "sink",
        description =
                "Receives mail by SMTP and prints it: envelope, header and size. Nothing is stored or"
                        + " sent on. For first steps and tests.",
        sortOptions = false,
        usageHelpWidth = 100)
final class SinkCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:2526",
            description =
                    "Address and port to listen on; default 127.0.0.1:2526. Port 0 chooses a free port.")
    private String listen = "";

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Ends after N messages; without it, until Ctrl-C.")
    private Optional<Long> count = Optional.empty();

    @Option(names = "--full", description = "Prints whole messages, not just their headers.")
    private boolean full;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // read by picocli
    private boolean help;

    @Override
    public Integer call() throws InterruptedException {
        if (count.filter(number -> number < 1).isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--count: " + count.get() + " is less than 1");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (SinkServer sink = SinkServer.bind(address())) {
            InetSocketAddress address = sink.address();
            out.println(
                    "listening on "
                            + new HostPort(address.getAddress().getHostAddress(), address.getPort())
                            + "; Ctrl-C ends the sink");
            out.println();
            out.flush();
            return sink.serve(out, full, count.orElse(Long.MAX_VALUE)) ? 0 : 1;
        }
    }

    private HostPort address() {
        try {
            return HostPort.of(listen);
        } catch (IllegalArgumentException bad) {
            throw new ParameterException(
                    spec.commandLine(), "--listen: '" + listen + "' " + bad.getMessage(), bad);
        }
    }
}
