package io.mailyard.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.delivery.DeliveryTask;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Messages as the release before declared members wrote them, of both directions: they are
 * understood, and written the same. The content of a configuration is the same octet by octet, or
 * each node would get a new revision after an upgrade.
 */
class RecordedMessagesTest {
    private final Map<String, String> recorded = recorded();

    private static Map<String, String> recorded() {
        try (InputStream file =
                Objects.requireNonNull(
                        RecordedMessagesTest.class.getResourceAsStream(
                                "/node-protocol/messages.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toMap(line -> line[0], line -> line[1]));
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private <T> T read(String name, MessageCodec<T> codec) {
        String json = Objects.requireNonNull(recorded.get(name), name);
        T message = codec.read(json);
        assertThat(JsonText.read(codec.write(message)).values())
                .as(name)
                .isEqualTo(JsonText.read(json).values());
        return message;
    }

    /** A message that says more since. */
    private <T> T readOnly(String name, MessageCodec<T> codec) {
        String json = Objects.requireNonNull(recorded.get(name), name);
        T message = codec.read(json);
        assertThat(JsonText.read(codec.write(message)).values())
                .as(name)
                .containsAllEntriesOf(JsonText.read(json).values());
        return message;
    }

    @Test
    void messagesOfNodes_areUnderstood() {
        assertThat(readOnly("open.request", OpenRequest.CODEC).versions())
                .isEqualTo(new ProtocolVersions(2, 2, ""));
        assertThat(read("sync.request", SyncRequest.CODEC))
                .isEqualTo(
                        new SyncRequest(
                                new NodeStatus(
                                        34,
                                        true,
                                        List.of("sender 'a': no IP"),
                                        9,
                                        1_763_000_000_123L),
                                25_000));
        assertThat(read("lease.request", LeaseMessages.CAPACITY))
                .isEqualTo(ProtocolSamples.CAPACITY);
        assertThat(read("content.request", ContentRequest.CODEC)).isEqualTo(new ContentRequest(2));
        assertThat(read("report.request", ReportRequest.CODEC).reports())
                .isEqualTo(ProtocolSamples.reports());
        assertThat(read("receipt.quiet", StopMessages.RECEIPT))
                .isEqualTo(ProtocolSamples.QUIET_RECEIPT);
        assertThat(read("receipt.request", StopMessages.RECEIPT))
                .isEqualTo(ProtocolSamples.RECEIPT);
    }

    @Test
    void messagesOfTheServer_areUnderstood() {
        assertThat(readOnly("open.reply", OpenReply.CODEC))
                .isEqualTo(
                        new OpenReply(
                                12, 9, Duration.ofMinutes(1), 2, new ProtocolVersions(2, 2, "")));
        List<DeliveryTask> tasks = read("lease.reply", LeaseReply.CODEC).tasks();
        assertThat(tasks).isEqualTo(ProtocolSamples.tasks(tasks.getLast().keys()));
        assertThat(tasks.getLast().keys())
                .singleElement()
                .satisfies(secret -> {
                    assertThat(secret.key().selector()).isEqualTo("s1");
                    assertThat(secret.privateKey().getAlgorithm()).isIn("Ed25519", "EdDSA");
                });
        NodeUpdates updates = read("sync.reply", NodeUpdates.CODEC);
        assertThat(updates.stops()).isEqualTo(ProtocolSamples.stops());
        assertThat(updates.sync()).isEqualTo(5);
        assertThat(updates.wanted())
                .contains(new WantedConfig(34, Objects.requireNonNull(recorded.get("config"))));
        assertThat(read("sync.quiet", NodeUpdates.CODEC))
                .isEqualTo(new NodeUpdates(List.of(), Optional.empty(), 0));
    }

    /** Members that a node of an earlier release does not send. */
    private static final Set<String> OPTIONAL =
            Set.of(
                    "protocol",
                    "each_account",
                    "accounts",
                    "by",
                    "stage",
                    "pattern_id",
                    "pattern",
                    "conversation_id",
                    "conversation",
                    "lock",
                    "last_begun",
                    "last_end");

    @Test
    void eachMemberOfANode_isRefusedByItsNameWhereItIsMissingOrOfAnotherType() {
        Map.of(
                        "open.request", OpenRequest.CODEC,
                        "sync.request", SyncRequest.CODEC,
                        "lease.request", LeaseMessages.CAPACITY,
                        "content.request", ContentRequest.CODEC,
                        "report.request", ReportRequest.CODEC,
                        "receipt.request", StopMessages.RECEIPT)
                .forEach((name, codec) -> {
                    Value.Members whole =
                            JsonText.read(Objects.requireNonNull(recorded.get(name), name));
                    refusesEach(codec, whole, changed -> changed);
                });
    }

    /** Changes each member of {@code part}, and of the objects in it. */
    private static void refusesEach(
            MessageCodec<?> codec, Value.Members part, UnaryOperator<Value.Members> within) {
        part.values()
                .forEach((member, value) -> {
                    if (!OPTIONAL.contains(member)) {
                        refuses(
                                codec,
                                within.apply(with(part, member, new Value.Nothing())),
                                member);
                    }
                    for (Value other : others(value)) {
                        refuses(codec, within.apply(with(part, member, other)), member);
                    }
                    if (value instanceof Value.Items(List<Value> items)) {
                        for (int i = 0; i < items.size(); i++) {
                            int at = i;
                            if (items.get(i) instanceof Value.Members item) {
                                refusesEach(
                                        codec,
                                        item,
                                        changed -> {
                                            List<Value> all = new ArrayList<>(items);
                                            all.set(at, changed);
                                            return within.apply(
                                                    with(part, member, new Value.Items(all)));
                                        });
                            }
                        }
                    }
                });
    }

    private static List<Value> others(Value value) {
        return switch (value) {
            case Value.Text _ -> List.of(new Value.Numeral("1"), Value.Members.NONE);
            case Value.Numeral _ ->
                    List.of(
                            new Value.Text("1"),
                            new Value.Numeral("1.5"),
                            new Value.Numeral("9223372036854775808"));
            case Value.Flag _ -> List.of(new Value.Text("true"), new Value.Numeral("1"));
            case Value.Items _ -> List.of(new Value.Text(""), Value.Members.NONE);
            case Value.Members _ -> List.of(new Value.Text(""), new Value.Items(List.of()));
            case Value.Nothing _ -> List.of(Value.Members.NONE);
        };
    }

    private static Value.Members with(Value.Members members, String name, Value value) {
        Map<String, Value> changed = new LinkedHashMap<>(members.values());
        changed.put(name, value);
        return new Value.Members(changed);
    }

    private static void refuses(MessageCodec<?> codec, Value.Members message, String member) {
        String json =
                JsonText.write(
                        out -> message.values().forEach((name, value) -> out.value(name, value)));
        assertThatThrownBy(() -> codec.read(json))
                .as(json)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("member " + member + " ");
    }

    @Test
    void configurations_areWrittenOctetByOctet() {
        String config = Objects.requireNonNull(recorded.get("config"));
        assertThat(NodeConfigMessage.write(ProtocolSamples.config())).isEqualTo(config);
        assertThat(NodeConfigMessage.write(NodeConfigMessage.read(new WantedConfig(34, config))))
                .isEqualTo(config);
    }
}
