package io.mailyard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the OpenAPI document against its own standard, and against what generators make of it. */
class ApiDocumentTest {
    @Test
    void document_passesRedoclyLint() throws IOException, InterruptedException {
        Path redocly = ClientTools.npm("redocly");
        String said =
                ClientTools.run(
                        Path.of("."),
                        Map.of(),
                        Duration.ofMinutes(2),
                        List.of(
                                redocly.toString(),
                                "lint",
                                "--extends=recommended-strict",
                                ApiDocument.file().toString()));
        assertThat(said).contains("Your API description is valid");
    }

    @Test
    void clientInJava_hasAClassForEveryObject() throws IOException, InterruptedException {
        Path models =
                ClientTools.generate(ApiDocument.file(), "java", "java")
                        .resolve("src/main/java/org/openapitools/client/model");
        try (Stream<Path> files = Files.list(models)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString().replace(".java", "")).toList();
            assertThat(names)
                    .contains(
                            "Account",
                            "AccountUser",
                            "Node",
                            "Sender",
                            "VirtualSender",
                            "Message",
                            "Suppression",
                            "Domain",
                            "Webhook",
                            "Token",
                            "Tariff",
                            "Strategy",
                            "Error")
                    // what a generator has to find a name for itself
                    .noneMatch(name -> name.matches(".*(Inline|AllOf|AnyOf|OneOf|Inner).*"));
        }
        assertThat(models.resolve("AccountsGetAnswer.java"))
                .content()
                .contains("private Account data;");
        assertThat(models.resolve("SendersAkmtaSaveRequest.java"))
                .content()
                // an empty array that nobody set would take all accounts away
                .contains("private List<Long> accountIds;");
    }
}
