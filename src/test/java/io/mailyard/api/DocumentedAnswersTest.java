package io.mailyard.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.Slice;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.BodyReader;
import io.mailyard.wire.Envelope;
import io.mailyard.wire.Out;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import io.mailyard.wire.XmlOut;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documented answers, byte for byte, and the documented requests, read in both formats. */
class DocumentedAnswersTest {
    private record Node(long id, String name, String host, String mode) {}

    private record Sender(long id, String name, String type, String channel) {}

    private record Queue(long campaign, long hold, long fresh, long proc, long retry, long total) {}

    private static final Map<String, ApiReply> REPLIES =
            Map.ofEntries(
                    Map.entry("Account activation", ApiReply.none()),
                    Map.entry("Account deactivation", ApiReply.none()),
                    Map.entry("Account freeze", ApiReply.emptyInXml()),
                    Map.entry("Account unfreeze", ApiReply.emptyInXml()),
                    Map.entry("Get accounts list", list(1, List.of(), (_, _) -> {})),
                    Map.entry("Add a new account", ApiReply.savedId(6)),
                    Map.entry("Delete the account", ApiReply.emptyInXml()),
                    Map.entry("Get a list of users", users()),
                    Map.entry("Delete a user", ApiReply.emptyInXml()),
                    Map.entry("Sending a welcome email", ApiReply.none()),
                    Map.entry("Get nodes list", nodes()),
                    Map.entry("Get node MTA status", status()),
                    Map.entry("Get senders list", senders()),
                    Map.entry("Restore sender", ApiReply.none()),
                    Map.entry("Get sender queue information", queues()),
                    Map.entry("Clear sender queue", ApiReply.none()),
                    Map.entry("Get virtual senders list", virtualSenders()),
                    Map.entry("Clone virtual sender", ApiReply.savedId(16)),
                    Map.entry("Delete virtual sender", ApiReply.nullData()));

    static List<Example> examples() {
        return Example.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void json_equalsTheDocumentationByteForByte(Example example) {
        byte[] answer = Envelope.render(reply(example), WireFormat.JSON);

        assertThat(new String(answer, UTF_8)).isEqualTo(Example.json(example.responseJson()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void xml_equalsTheDocumentation(Example example) {
        String answer = new String(Envelope.render(reply(example), WireFormat.XML), UTF_8);

        // The guides print the children of some rows in another order than in JSON.
        assertThat(answer).hasSameSizeAs(example.responseXml());
        assertThat(read(answer)).isEqualTo(read(example.responseXml()));
        if (!example.ordersDiffer()) {
            assertThat(answer).isEqualTo(example.responseXml());
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void requests_areReadFromBothFormats(Example example) {
        Value.Members json = read(Example.json(example.requestJson()));
        Value.Members xml = read(example.requestXml());

        assertThat(json).isEqualTo(example.requestJson());
        assertThat(XmlOut.write(out -> xml.values().forEach(out::value)))
                .asString(UTF_8)
                .isEqualTo(example.requestXml());
    }

    @Test
    void everyExample_hasAReply() {
        assertThat(examples()).hasSize(19).extracting(Example::page).containsAll(REPLIES.keySet());
    }

    private static ApiReply reply(Example example) {
        return Optional.ofNullable(REPLIES.get(example.page())).orElseThrow();
    }

    private static Value.Members read(String body) {
        return BodyReader.read(body.getBytes(UTF_8), Optional.empty()).members();
    }

    private static <T> ApiReply list(long total, List<T> rows, BiConsumer<Out, T> members) {
        return ApiReply.list(new Slice<>(rows, total, OptionalLong.empty()), members);
    }

    private static ApiReply users() {
        return ApiReply.list(
                new Slice<>(List.of("example"), 1, OptionalLong.empty()),
                (out, user) ->
                        out.text("username", user)
                                .text("first_name", "Example")
                                .text("last_name", "Example")
                                .text("email", "example@gmail.com")
                                .text("notify_email", "example@gmail.com")
                                .text("phone", "")
                                .text("lang", "RU")
                                .flag("active", true)
                                .flag("master", false),
                "user");
    }

    private static ApiReply nodes() {
        return list(
                1,
                List.of(new Node(1, "new", "localhost", "SSL")),
                (out, node) ->
                        out.number("id", node.id())
                                .text("name", node.name())
                                .text("host", node.host())
                                .text("mode", node.mode()));
    }

    private static ApiReply status() {
        return ApiReply.one(out -> out.flag("synced", false).flag("running", true));
    }

    private static ApiReply senders() {
        return list(
                4,
                List.of(
                        new Sender(3, "Email sender", "akmta", "email"),
                        new Sender(6, "new sender", "sms_notify", "custom")),
                (out, sender) ->
                        out.number("id", sender.id())
                                .text("name", sender.name())
                                .text("type", sender.type())
                                .text("channel_type", sender.channel()));
    }

    private static ApiReply queues() {
        List<Queue> rows =
                List.of(new Queue(4591, 0, 100, 100, 0, 200), new Queue(4914, 80, 10, 10, 40, 140));
        return ApiReply.many(
                rows,
                (out, queue) ->
                        out.number("account_id", 306)
                                .number("campaign_id", queue.campaign())
                                .number("hold", queue.hold())
                                .text("isp", "")
                                .number("new", queue.fresh())
                                .number("proc", queue.proc())
                                .number("retry", queue.retry())
                                .number("total", queue.total()),
                "");
    }

    private static ApiReply virtualSenders() {
        return list(
                10,
                List.of("Virtual sender12"),
                (out, name) ->
                        out.number("id", 1)
                                .text("name", name)
                                .flag("sms_channel", false)
                                .flag("email_channel", true)
                                .object("custom_channels", _ -> {}));
    }
}
