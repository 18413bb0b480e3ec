package io.mailyard.clients;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The OpenAPI document of a running server, as a file that programs can read. */
final class ApiDocument {
    private ApiDocument() {}

    /** {@code target/openapi.json}, as a server gives it now. */
    static Path file() {
        String text =
                TestServer.of(StoreKind.SQLITE)
                        .api()
                        .send("GET", "/api/v1.1/openapi.json", "", "")
                        .text();
        Path file = Path.of("target", "openapi.json").toAbsolutePath();
        try {
            Path fresh = Files.createTempFile(file.getParent(), "openapi", ".json");
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return file;
    }
}
