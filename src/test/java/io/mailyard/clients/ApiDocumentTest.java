package io.mailyard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.LongRun;
import io.mailyard.testing.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the OpenAPI document against its own standard, and against what generators make of it. */
class ApiDocumentTest {
    private static final String[] NAMES = {
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
        "Error"
    };

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

    /** So that a generator need not find one: {@link #clientInJava_hasAClassForEveryObject}. */
    @Test
    void everyObject_hasAName() throws IOException {
        Tree document = Tree.json(Files.readString(ApiDocument.file()));
        Tree schemas = document.at("components.schemas");
        assertThat(schemas.names()).contains(NAMES);
        List<String> unnamed = new ArrayList<>();
        Tree paths = document.at("paths");
        paths.names().forEach(path -> findUnnamed(path, paths.member(path), unnamed));
        for (String name : schemas.names()) {
            Tree members = schemas.member(name);
            for (String member : members.names()) {
                if (member.equals("properties")) {
                    Tree all = members.member(member);
                    all.names()
                            .forEach(
                                    one -> findUnnamed(name + "." + one, all.member(one), unnamed));
                } else {
                    findUnnamed(name, members.member(member), unnamed);
                }
            }
        }
        assertThat(unnamed).isEmpty();
    }

    private static void findUnnamed(String place, Tree tree, List<String> unnamed) {
        if (tree.raw() instanceof List<?>) {
            tree.items().forEach(item -> findUnnamed(place, item, unnamed));
        } else if (tree.raw() instanceof Map<?, ?>) {
            if (tree.has("properties") && tree.has("type")) {
                unnamed.add(place);
            }
            tree.names().forEach(name -> findUnnamed(place, tree.member(name), unnamed));
        }
    }

    @LongRun
    @Test
    void clientInJava_hasAClassForEveryObject() throws IOException, InterruptedException {
        Path models =
                ClientTools.generate(ApiDocument.file(), "java", "java")
                        .resolve("src/main/java/org/openapitools/client/model");
        try (Stream<Path> files = Files.list(models)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString().replace(".java", "")).toList();
            assertThat(names)
                    .contains(NAMES)
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
