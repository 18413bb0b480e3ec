package io.mailyard.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A Postfix of its own, with its queue in a folder of its own, that relays all it takes to a sink.
 */
final class Postfix implements AutoCloseable {
    /** What Postfix's TUNING_README says of a host that sends much to one place. */
    static final List<String> TUNED =
            List.of(
                    "default_process_limit = 200",
                    "initial_destination_concurrency = 20",
                    "default_destination_concurrency_limit = 50",
                    "smtp_destination_concurrency_limit = 50",
                    "qmgr_message_active_limit = 40000",
                    "in_flow_delay = 0s",
                    "smtp_connection_cache_on_demand = yes",
                    "smtp_connection_cache_destinations = sink");

    private final Path folder;
    private final int port;

    private Postfix(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    static Postfix start(Sink sink, List<String> tuning) {
        int port = Ports.free();
        try {
            // its own users must reach it, so it stands beside the other folders and open to them
            Path work = Files.createTempDirectory("mailyard-postfix-");
            Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path queue = Files.createDirectory(work.resolve("queue"));
            Path data = Files.createDirectory(work.resolve("data"));
            Processes.run(List.of("chown", "postfix", data.toString()));
            Path config = Files.createDirectory(work.resolve("etc"));
            Files.writeString(config.resolve("main.cf"), mainCf(queue, data, sink, tuning));
            String services =
                    Files.readString(Path.of("/etc/postfix/master.cf.proto"))
                            .replaceFirst(
                                    "(?m)^smtp +inet .*$",
                                    "127.0.0.1:" + port + " inet n - n - - smtpd")
                            .replaceAll("(?m)^(\\w+ +(?:unix|inet) +\\S+ +\\S+ +)y", "$1n");
            Files.writeString(config.resolve("master.cf"), services);
            Postfix postfix = new Postfix(config, port);
            postfix.command("start");
            return postfix;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String mainCf(Path queue, Path data, Sink sink, List<String> tuning) {
        return """
        compatibility_level = 3.6
        queue_directory = %s
        data_directory = %s
        mail_owner = postfix
        setgid_group = postdrop
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = bench.example
        mydestination =
        mynetworks = 127.0.0.0/8
        relayhost = [127.0.0.1]:%d
        disable_dns_lookups = yes
        smtputf8_enable = no
        maillog_file =
        alias_maps =
        %s
        """
                .formatted(queue, data, sink.port(), String.join("\n", tuning));
    }

    int port() {
        return port;
    }

    private void command(String verb) {
        Processes.run(List.of("postfix", "-c", folder.toString(), verb));
    }

    @Override
    public void close() {
        command("stop");
        Processes.run(List.of("rm", "-rf", folder.resolve("..").normalize().toString()));
    }
}
