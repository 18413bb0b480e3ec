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
    void document_hasNoFaultThatRedoclyFinds() throws IOException, InterruptedException {
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
        Path client =
                ClientTools.generate(
                        ApiDocument.file(),
                        "java",
                        "java",
                        "--library=native",
                        "--additional-properties=modelPackage=model,apiPackage=api");
        try (Stream<Path> files = Files.list(client.resolve("src/main/java/model"))) {
            List<String> models =
                    files.map(file -> file.getFileName().toString().replace(".java", "")).toList();
            assertThat(models)
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
        assertThat(client.resolve("src/main/java/model/AccountsGetAnswer.java"))
                .content()
                .contains("private Account data;");
        assertThat(client.resolve("src/main/java/model/SendersAkmtaSaveRequest.java"))
                .content()
                .contains("accountIds")
                // an empty array that nobody set would take all accounts away
                .doesNotContain("accountIds = new");
    }
}
