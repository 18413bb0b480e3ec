package io.mailyard.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailyard.testing.DocumentedExamples;
import io.mailyard.wire.BodyReader;
import io.mailyard.wire.JsonOut;
import io.mailyard.wire.Value;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One documented call: src/test/resources/spec/documented-examples.json. */
public record Example(
        String page,
        Value.Members requestJson,
        String requestXml,
        Value.Members responseJson,
        String responseXml) {

    static List<Example> all() {
        Value examples = Objects.requireNonNull(file().values().get("examples"));
        return ((Value.Items) examples).values().stream().map(Example::of).toList();
    }

    /** The documented objects that are part of requests. */
    public static Value.Members objects() {
        return (Value.Members) Objects.requireNonNull(file().values().get("objects"));
    }

    private static Value.Members file() {
        return BodyReader.read(
                        DocumentedExamples.text().getBytes(UTF_8), Optional.of("application/json"))
                .members();
    }

    private static Example of(Value value) {
        Value.Members example = (Value.Members) value;
        return new Example(
                text(example, "page"),
                (Value.Members) Objects.requireNonNull(example.values().get("request_json")),
                text(example, "request_xml"),
                (Value.Members) Objects.requireNonNull(example.values().get("response_json")),
                text(example, "response_xml"));
    }

    private static String text(Value.Members example, String name) {
        return ((Value.Text) Objects.requireNonNull(example.values().get(name))).text();
    }

    /** As compact JSON. */
    static String json(Value.Members members) {
        return new String(JsonOut.write(out -> members.values().forEach(out::value)), UTF_8);
    }

    /** Whether the guides print the children of {@code data} in another order in XML. */
    boolean ordersDiffer() {
        return List.of(
                        "Get nodes list",
                        "Get node MTA status",
                        "Get senders list",
                        "Get virtual senders list")
                .contains(page);
    }

    @Override
    public String toString() {
        return page;
    }
}
