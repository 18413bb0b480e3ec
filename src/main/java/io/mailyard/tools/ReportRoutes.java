package io.mailyard.tools;

import io.mailyard.access.Principal;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.db.Database;
import io.mailyard.mime.MailReport;
import io.mailyard.tools.NamedMessages.NamedMessage;
import io.mailyard.wire.ApiReply;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code tools/message_id} and {@code tools/report}: which of our messages a text is about. */
public final class ReportRoutes {
    /** Some ten times the header of a message; a Message-ID has 998 characters at most. */
    private static final int MOST_TEXT = 16_384;

    /** A report with the header of its message; with the whole message it may be cut off. */
    private static final int MOST_REPORT = 262_144;

    private static final Param<String> TEXT =
            Param.of(
                            "text",
                            Types.text(1, MOST_TEXT),
                            "A Message-ID, a return path, or lines of a header that have one.")
                    .required();
    private static final Param<String> REPORT =
            Param.of(
                            "report",
                            Types.text(1, MOST_REPORT),
                            "A report as it came: the message, or its machine-readable part alone.")
                    .required();

    private static final ObjectSchema DECODED =
            ObjectSchema.of("DecodedMessageId", "Which messages a Message-ID or return path names.")
                    .word("kind", "What was found.", "return_path", "message_id", "none")
                    .number("recipient_id", "The recipient in the return path.")
                    .orNull()
                    .text("header_id", "The Message-ID.")
                    .orNull()
                    .objects("messages", NamedMessages.SCHEMA, "The messages, 20 at most.");
    private static final ObjectSchema FIELD =
            ObjectSchema.of("MailReportField", "A field of a report.")
                    .text("part", "report, recipient, or message: the one that it is about.")
                    .text("name", "Its name.")
                    .text("value", "Its value, at most 2000 characters.");
    private static final ObjectSchema READ =
            ObjectSchema.of("MailReportRead", "A report, and which messages it is about.")
                    .word(
                            "kind",
                            "feedback: a complaint (RFC 5965); delivery: a delivery status (RFC"
                                    + " 3464); none: no report.",
                            Arrays.stream(MailReport.MailReportKind.values())
                                    .map(ReportRoutes::word)
                                    .toList())
                    .objects("fields", FIELD, "Its fields.")
                    .texts("addresses", "Recipients that it names.")
                    .objects("messages", NamedMessages.SCHEMA, "The messages, 20 at most.");

    private final NamedMessages messages;

    public ReportRoutes(Database database) {
        this.messages = new NamedMessages(database);
    }

    /**
     * {@code tools/message_id} and {@code tools/report}, for administrators. A report is read and
     * not acted upon.
     */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/admin/tools/message_id",
                                "messages",
                                "Which message and recipient a Message-ID or return path names.",
                                this::decode,
                                TEXT)
                        .sifted()
                        .answers(ReplySchema.one(DECODED)),
                Route.read(
                                "/api/v1.1/admin/tools/report",
                                "messages",
                                "Reads a complaint (ARF) or a delivery status (DSN): its fields, and"
                                        + " which message it is about.",
                                this::read,
                                REPORT)
                        .sifted()
                        .answers(ReplySchema.one(READ)));
    }

    private ApiReply decode(Call call) {
        MailReference named = MailReference.in(call.params().get(TEXT));
        List<NamedMessage> found = messages.find(call.noted(Principal.class), named, List.of());
        String kind =
                named.recipient().isPresent()
                        ? "return_path"
                        : named.headerId().isPresent() ? "message_id" : "none";
        return ApiReply.one(out ->
                out.text("kind", kind)
                        .numberOrNull("recipient_id", named.recipient().orElse(null))
                        .text("header_id", named.headerId().orElse(null))
                        .objects("messages", found, NamedMessages::write));
    }

    private ApiReply read(Call call) {
        MailReport report = MailReport.parse(call.params().get(REPORT));
        MailReference named = MailReference.NONE;
        for (String text : report.references()) {
            named = named.and(MailReference.in(text));
        }
        List<NamedMessage> found =
                messages.find(call.noted(Principal.class), named, report.addresses());
        return ApiReply.one(out ->
                out.text("kind", word(report.kind()))
                        .objects(
                                "fields",
                                report.fields(),
                                (one, field) ->
                                        one.text("part", field.part())
                                                .text("name", field.name())
                                                .text("value", field.value()))
                        .texts("addresses", report.addresses())
                        .objects("messages", found, NamedMessages::write));
    }

    private static String word(MailReport.MailReportKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
