package io.mailyard.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code mailyard openapi}: a server's description of its API, or a Postman collection of it. */
final class OpenApiCommand implements Callable<Integer> {
    static final String NAME = "openapi";

    /** Several times what the description has. */
    private static final int LARGEST = 64 << 20;

    private final CliEnvironment around;
    private final Console console = new Console();

    private OpenApiCommand(CliEnvironment around) {
        this.around = around;
    }

    static CommandSpec of(CliEnvironment around) {
        OpenApiCommand run = new OpenApiCommand(around);
        CommandSpec spec =
                Commands.described(
                        CommandSpec.wrapWithoutInspection(run),
                        NAME,
                        "Prints a server's description of its API (OpenAPI 3.1), which needs no"
                                + " token.");
        run.console.belongsTo(spec);
        Commands.inParts(spec);
        spec.addOption(
                Commands.toggle("--postman", "Prints a Postman collection (v2.1) of it instead."));
        spec.addOption(
                Commands.option(
                                "--output",
                                "<file>",
                                "Writes this file, completely or not at all; without it, standard"
                                        + " output.")
                        .build());
        spec.addOption(
                Commands.option(
                                "--url",
                                "<address>",
                                "The server's address; default MAILYARD_URL, else "
                                        + ServerConnection.DEFAULT_URL
                                        + ".")
                        .build());
        return spec;
    }

    @Override
    public Integer call() {
        return console.run(() -> {
            ParsedArguments arguments = new ParsedArguments(console.line());
            // the description is public; the client wants something that looks like a token
            ServerConnection server =
                    ServerConnection.of(
                            arguments.text("--url"),
                            Optional.of("none"),
                            Optional.empty(),
                            Duration.ofMinutes(1),
                            around);
            String page = arguments.has("--postman") ? "postman.json" : "openapi.json";
            byte[] document = document(server, "/api/v1.1/" + page);
            Optional<String> file = arguments.text("--output");
            if (file.isPresent()) {
                write(document, around.folder().resolve(file.get()));
            } else {
                console.out().println(new String(document, StandardCharsets.UTF_8));
            }
            return Exit.DONE;
        });
    }

    private static byte[] document(ServerConnection server, String path) {
        HttpClient client = server.client();
        try {
            HttpResponse<InputStream> response =
                    client.send(
                            HttpRequest.newBuilder(URI.create(server.base() + path))
                                    .timeout(server.timeout())
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                byte[] document = in.readNBytes(LARGEST);
                if (response.statusCode() != 200 || document.length == LARGEST) {
                    throw new CommandFailed(
                            Exit.UNREACHABLE,
                            "what answers at "
                                    + server.base()
                                    + " has no "
                                    + path
                                    + ": HTTP "
                                    + response.statusCode());
                }
                return document;
            }
        } catch (IOException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new CommandFailed(
                    Exit.UNREACHABLE,
                    "cannot reach " + server.base() + ": " + ApiClient.why(cause));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(Exit.UNREACHABLE, "interrupted");
        } finally {
            client.shutdownNow();
        }
    }

    private static void write(byte[] document, Path file) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                out.write(document);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            throw new CommandFailed(
                    Exit.REFUSED, "'" + file + "' cannot be written: " + ApiClient.why(unwritable));
        }
    }
}
