package io.mailyard.cli;

import io.mailyard.declare.Progress;
import io.mailyard.wire.Value;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Executes {@code suppressions import}, {@code export}, {@code review}; {@code audit export};
 * {@code messages raw}; {@code accounts export-file}.
 */
final class TransferActions implements Callable<Integer> {
    private static final int BUFFER = 64 * 1024;

    /** Number of addresses that one call removes. */
    private static final int REMOVED_AT_ONCE = 1000;

    private static final List<String> COUNTS = List.of("added", "changed", "present", "refused");

    /** The command. */
    enum TransferVerb {
        IMPORT,
        EXPORT,
        REVIEW,
        AUDIT,
        TASK,
        RAW,
        ACCOUNT
    }

    private final TransferVerb verb;
    private final CliEnvironment around;
    private final Console console = new Console();

    TransferActions(TransferVerb verb, CliEnvironment around) {
        this.verb = verb;
        this.around = around;
    }

    void belongsTo(CommandSpec command) {
        console.belongsTo(command);
    }

    @Override
    public Integer call() {
        return console.run(() -> {
            ParsedArguments arguments = new ParsedArguments(console.line());
            return switch (verb) {
                case IMPORT -> importing(arguments);
                case EXPORT -> exporting(arguments);
                case REVIEW -> reviewing(arguments);
                case AUDIT -> exporting(arguments, "audit/export", TransferCommands.AUDIT_FILTERS);
                case TASK -> task(arguments);
                case RAW -> raw(arguments);
                case ACCOUNT -> account(arguments, number(arguments, 0));
            };
        });
    }

    private Exit importing(ParsedArguments arguments) {
        String file = arguments.place(0).orElseThrow();
        Map<String, String> query = new LinkedHashMap<>();
        account(arguments).ifPresent(id -> query.put("account_id", Long.toString(id)));
        arguments.text("--from").ifPresent(word -> query.put("from", word));
        arguments.text("--class").ifPresent(word -> query.put("class", word));
        arguments.text("--reason").ifPresent(text -> query.put("reason", text));
        StringBuilder path = new StringBuilder("suppressions/import");
        query.forEach((name, value) ->
                path.append(path.indexOf("?") < 0 ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        ServerConnection server = ApiCommand.connection(arguments, around);
        Progress progress = new ProgressLine(console.err(), around.terminal());
        ServerAnswer answer;
        try (StreamClient remote = new StreamClient(server);
                InputStream in = opened(file)) {
            InputStream counted = new CountedLines(in, progress);
            answer = remote.send(path.toString(), () -> counted, arguments.has("--dry-run"));
        } catch (IOException unreadable) {
            throw new CommandFailed(
                    Exit.USAGE, "'" + file + "' cannot be read: " + ApiClient.why(unreadable));
        }
        return told(arguments, answer);
    }

    private Exit told(ParsedArguments arguments, ServerAnswer answer) {
        Map<String, Value> data =
                answer.data() instanceof Value.Members(Map<String, Value> members)
                        ? members
                        : Map.of();
        if (arguments.has("--json")) {
            console.out().println(PrintedJson.spread(answer.data(), ""));
        } else {
            List<String> counts = new ArrayList<>();
            COUNTS.forEach(name -> counts.add(count(data, name) + " " + name));
            console.out()
                    .println(
                            (arguments.has("--dry-run") ? "would be: " : "")
                                    + String.join(", ", counts)
                                    + " of "
                                    + count(data, "lines")
                                    + " lines"
                                    + TransferCommands.provider(data.get("from")));
            faults(data);
        }
        boolean all = count(data, "refused").equals("0");
        return all ? Exit.DONE : Exit.REFUSED;
    }

    private void faults(Map<String, Value> data) {
        if (!(data.get("faults") instanceof Value.Items(List<Value> faults))) {
            return;
        }
        for (Value value : faults) {
            if (value instanceof Value.Members(Map<String, Value> fault)) {
                console.err()
                        .println(
                                TerminalText.text(
                                        "line "
                                                + count(fault, "line")
                                                + ": "
                                                + ObjectPrinter.cell(
                                                        fault.getOrDefault(
                                                                "reason", new Value.Nothing()))));
            }
        }
        String refused = count(data, "refused");
        if (!refused.equals(Integer.toString(faults.size()))) {
            console.err().println("and others: " + refused + " lines were refused in all");
        }
        console.err().flush();
    }

    private static String count(Map<String, Value> data, String name) {
        return ObjectPrinter.cell(data.getOrDefault(name, new Value.Numeral("0")));
    }

    private InputStream opened(String file) throws IOException {
        return file.equals("-")
                ? around.input()
                : Files.newInputStream(around.folder().resolve(file));
    }

    private static Optional<Long> account(ParsedArguments arguments) {
        return arguments.count("--account-id", Long.MAX_VALUE);
    }

    private static Map<String, Value> body(ParsedArguments arguments, String... options) {
        Map<String, Value> body = new LinkedHashMap<>();
        account(arguments)
                .ifPresent(id -> body.put("account_id", new Value.Numeral(Long.toString(id))));
        for (String option : options) {
            arguments
                    .text("--" + option)
                    .ifPresent(text -> body.put(option.replace('-', '_'), new Value.Text(text)));
        }
        return body;
    }

    private Exit exporting(ParsedArguments arguments) {
        return exporting(
                arguments,
                "suppressions/export",
                List.of("class", "source", "search", "expires", "expires-before"));
    }

    private Exit exporting(ParsedArguments arguments, String path, List<String> filters) {
        Value.Members asked = new Value.Members(body(arguments, filters.toArray(String[]::new)));
        String accept = arguments.has("--json") ? "application/x-ndjson" : "text/csv";
        return exporting(arguments, path, asked, accept);
    }

    /** Exports what became of each object of a task. */
    private Exit task(ParsedArguments arguments) {
        Map<String, Value> asked = new LinkedHashMap<>();
        asked.put("id", new Value.Numeral(number(arguments, 0)));
        arguments
                .text("--outcome")
                .ifPresent(outcome -> asked.put("outcome", new Value.Text(outcome)));
        return exporting(arguments, "tasks/export", new Value.Members(asked), "text/csv");
    }

    private Exit exporting(
            ParsedArguments arguments, String path, Value.Members asked, String accept) {
        ServerConnection server = ApiCommand.connection(arguments, around);
        Progress progress = new ProgressLine(console.err(), around.terminal());
        try (StreamClient remote = new StreamClient(server);
                InputStream in = new CountedLines(remote.receive(path, asked, accept), progress)) {
            Optional<String> file = arguments.text("--output");
            if (file.isPresent()) {
                written(in, around.folder().resolve(file.get()));
            } else {
                printed(in);
            }
        } catch (IOException brokenOff) {
            throw new CommandFailed(
                    Exit.REFUSED, "the export is incomplete: " + ApiClient.why(brokenOff));
        }
        return Exit.DONE;
    }

    /** To a file alone: a message may have anything in it that a terminal would obey. */
    private Exit raw(ParsedArguments arguments) {
        String id = number(arguments, 0);
        Map<String, Value> asked = new LinkedHashMap<>();
        asked.put("id", new Value.Numeral(id));
        arguments
                .count("--octets", Integer.MAX_VALUE)
                .ifPresent(most -> asked.put("octets", new Value.Numeral(Long.toString(most))));
        return saved(arguments, "messages/raw", new Value.Members(asked), "message-" + id + ".eml");
    }

    /** Saves what an export of an account has written. */
    private Exit account(ParsedArguments arguments, String id) {
        Map<String, Value> asked = new LinkedHashMap<>();
        asked.put("id", new Value.Numeral(id));
        asked.put("task_id", new Value.Numeral(number(arguments, 1)));
        return saved(
                arguments,
                "accounts/export/download",
                new Value.Members(asked),
                "account-" + id + ".ndjson.gz");
    }

    private Exit saved(
            ParsedArguments arguments, String path, Value.Members asked, String usualName) {
        Path file = around.folder().resolve(arguments.text("--output").orElse(usualName));
        ServerConnection server = ApiCommand.connection(arguments, around);
        try (StreamClient remote = new StreamClient(server);
                InputStream in = remote.receive(path, asked, "*/*")) {
            written(in, file);
        } catch (IOException brokenOff) {
            throw new CommandFailed(
                    Exit.REFUSED, "the file is incomplete: " + ApiClient.why(brokenOff));
        }
        console.out().println(file);
        return Exit.DONE;
    }

    /** The id in a place. */
    private static String number(ParsedArguments arguments, int place) {
        String id = arguments.place(place).orElseThrow();
        if (!id.matches("[1-9][0-9]{0,17}")) {
            throw arguments.wrong("id: '" + TerminalText.text(id) + "' is not a number");
        }
        return id;
    }

    private static void written(InputStream in, Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                in.transferTo(out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void printed(InputStream in) throws IOException {
        // decodes whole characters, which the printer encodes again
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
        char[] buffer = new char[BUFFER];
        for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
            console.out().write(buffer, 0, count);
            if (console.out().checkError()) {
                return;
            }
        }
    }

    private Exit reviewing(ParsedArguments arguments) {
        try (ApiClient remote = new ApiClient(ApiCommand.connection(arguments, around))) {
            return reviewing(arguments, remote);
        }
    }

    private Exit reviewing(ParsedArguments arguments, ApiClient remote) {
        Map<String, Value> body = body(arguments);
        body.put("limit", new Value.Numeral("10000"));
        Progress progress = new ProgressLine(console.err(), around.terminal());
        List<String> found = new ArrayList<>();
        boolean json = arguments.has("--json");
        while (true) {
            ServerAnswer page =
                    remote.call(
                            "suppressions/review",
                            new Value.Members(body),
                            false,
                            Optional.empty());
            if (page.data() instanceof Value.Items(List<Value> rows)) {
                rows.forEach(row -> found.add(shown(row, json)));
            }
            progress.at("doubtful so far", found.size());
            Optional<Value> next = page.member("next_from_id");
            if (next.isEmpty()) {
                break;
            }
            body.put("from_id", next.get());
        }
        if (!json) {
            console.err().println(found.isEmpty() ? "none" : found.size() + " doubtful");
        }
        if (arguments.has("--remove") && !found.isEmpty()) {
            removed(arguments, remote, found);
        }
        return Exit.DONE;
    }

    /** Prints a row and returns its address. */
    private String shown(Value row, boolean json) {
        Map<String, Value> members =
                row instanceof Value.Members(Map<String, Value> values) ? values : Map.of();
        String email = ObjectPrinter.cell(members.getOrDefault("email", new Value.Nothing()));
        if (json) {
            console.out().println(PrintedJson.compact(new Value.Members(members)));
        } else {
            console.out()
                    .println(
                            TerminalText.text(
                                    email
                                            + "  "
                                            + ObjectPrinter.cell(
                                                    members.getOrDefault(
                                                            "doubt", new Value.Nothing()))
                                            + "  "
                                            + ObjectPrinter.cell(
                                                    members.getOrDefault(
                                                            "answer", new Value.Nothing()))));
        }
        return email;
    }

    private void removed(ParsedArguments arguments, ApiClient remote, List<String> found) {
        if (!arguments.has("--yes")) {
            if (!around.terminal().present()) {
                throw arguments.wrong("no terminal to ask at: add --yes to --remove");
            }
            console.out().flush();
            if (!around.terminal().agrees("Remove " + found.size() + " suppressions?")) {
                throw new CommandFailed(Exit.REFUSED, "not removed");
            }
        }
        for (int from = 0; from < found.size(); from += REMOVED_AT_ONCE) {
            List<String> some = found.subList(from, Math.min(from + REMOVED_AT_ONCE, found.size()));
            Map<String, Value> body = body(arguments);
            body.put("email", new Value.Items(some.stream().<Value>map(Value.Text::new).toList()));
            remote.call("suppressions/remove", new Value.Members(body), false, Optional.empty());
        }
        console.err().println(found.size() + " removed");
    }

    /** Reports how many lines were read. */
    private static final class CountedLines extends FilterInputStream {
        private final Progress progress;
        private long lines;

        CountedLines(InputStream in, Progress progress) {
            super(in);
            this.progress = progress;
        }

        @Override
        public int read() throws IOException {
            byte[] bytes = new byte[1];
            return read(bytes, 0, 1) < 0 ? -1 : bytes[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = super.read(into, from, length);
            for (int i = from; i < from + count; i++) {
                if (into[i] == '\n') {
                    lines++;
                }
            }
            progress.at("lines", lines);
            return count;
        }
    }
}
