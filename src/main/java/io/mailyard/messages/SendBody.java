package io.mailyard.messages;

import io.mailyard.api.Base64Type;
import io.mailyard.api.OneOrMore;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Reference;
import io.mailyard.api.Type;
import io.mailyard.api.Types;
import io.mailyard.base.Fault;
import io.mailyard.base.VisibleText;
import io.mailyard.mime.Address;
import io.mailyard.mime.Mailbox;
import io.mailyard.mime.MessageDraft;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The parameters of {@code messages/send} (docs/spec/admin-api.md, section 7). */
final class SendBody {
    /** As for SMTP. */
    static final int MOST_RECIPIENTS = 10_000;

    private static final int MOST_ATTACHMENTS = 100;
    private static final int MOST_HEADERS = 100;

    /** Bounded by the body's size. */
    private static final int ANY_LENGTH = Integer.MAX_VALUE;

    static final Param<Mailbox> FROM =
            Param.of(
                    "from",
                    mailbox(),
                    "Whom it is from: an address, or Name <address>. Required without raw; with raw it is the envelope's"
                            + " sender, in place of the From of the message.");
    static final Param<List<Mailbox>> TO =
            Param.of("to", mailboxes(), "Whom it is to: one, or an array.").required();
    static final Param<List<Mailbox>> CC =
            Param.of("cc", mailboxes(), "Who gets it too and is shown in Cc.");
    static final Param<List<Mailbox>> BCC =
            Param.of("bcc", mailboxes(), "Who gets it too and is not shown.");
    static final Param<String> SUBJECT =
            Param.of("subject", Types.text(0, 998).map(SendBody::line), "One line.");
    static final Param<String> TEXT =
            Param.of("text", Types.text(0, ANY_LENGTH).map(SendBody::words), "The plain form.");
    static final Param<String> HTML =
            Param.of("html", Types.text(0, ANY_LENGTH).map(SendBody::words), "The HTML form.");
    static final Param<Map<String, String>> HEADERS =
            Param.of(
                    "headers",
                    Types.map(
                                    MessageDraft::headerName,
                                    Types.text(0, ANY_LENGTH).map(MessageDraft::headerValue),
                                    MOST_HEADERS)
                            .map(SendBody::once),
                    "More header fields, such as Reply-To, or a Message-ID of your own.");
    static final Param<String> NAME =
            Param.of("name", Types.text(1, 255).map(SendBody::line), "The file's name.").required();
    static final Param<String> TYPE =
            Param.of("type", Types.text(0, 255).map(MessageDraft::mediaType), "Such as image/png.")
                    .defaultsTo("application/octet-stream");
    static final Param<byte[]> CONTENT =
            Param.of("content", new Base64Type(), "The file in base64.").required();
    static final Param<String> CONTENT_ID =
            Param.of(
                            "content_id",
                            Types.text(0, 128).map(SendBody::contentId),
                            "By which the HTML shows it, as in <img src=\"cid:logo\">; absent: it is attached.")
                    .defaultsTo("");
    static final Param<List<Params>> ATTACHMENTS =
            Param.of(
                    "attachments",
                    Types.array(
                            Types.object("Attachment", NAME, TYPE, CONTENT, CONTENT_ID),
                            MOST_ATTACHMENTS),
                    "Files that go with it.");
    static final Param<byte[]> RAW =
            Param.of(
                    "raw",
                    new Base64Type(),
                    "A whole message (RFC 5322) in base64, in place of subject, text, html, headers, attachments, cc, bcc.");
    static final Param<Long> CAMPAIGN =
            Param.of(
                            "campaign_id",
                            Types.integer(0, Long.MAX_VALUE),
                            "The campaign it belongs to; 0: a single message.")
                    .defaultsTo(0L);
    static final Param<Long> GROUP =
            Param.of(
                            "group_id",
                            Types.integer(0, Long.MAX_VALUE),
                            "The group it belongs to; 0: none.")
                    .defaultsTo(0L);
    static final Param<Reference> VSENDER =
            Param.of(
                    "vsender_id",
                    Types.reference(),
                    "Id or name of the virtual sender that routes it; absent: the account's first.");

    /** All parameters in the order of the documentation. */
    static final List<Param<?>> ALL =
            List.of(
                    FROM,
                    TO,
                    CC,
                    BCC,
                    SUBJECT,
                    TEXT,
                    HTML,
                    HEADERS,
                    ATTACHMENTS,
                    RAW,
                    CAMPAIGN,
                    GROUP,
                    VSENDER);

    /** Parameters that a raw message contains itself. */
    private static final List<Param<?>> NOT_WITH_RAW =
            List.of(CC, BCC, SUBJECT, TEXT, HTML, HEADERS, ATTACHMENTS);

    private SendBody() {}

    static Type<Mailbox> mailbox() {
        return Types.text(1, 998).map(SendBody::mailbox);
    }

    private static Type<List<Mailbox>> mailboxes() {
        return new OneOrMore<>(mailbox(), MOST_RECIPIENTS);
    }

    private static Mailbox mailbox(String text) {
        try {
            return Mailbox.parse(text);
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException(
                    "'" + VisibleText.shortened(text) + "' " + none.getMessage(), none);
        }
    }

    private static String line(String text) {
        return MessageDraft.headerValue(text);
    }

    private static String words(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("must not hold a NUL");
        }
        return text;
    }

    private static String contentId(String text) {
        if (!text.matches("[A-Za-z0-9._@+=-]{1,128}")) {
            throw new IllegalArgumentException("must consist of letters, digits and ._@+=-");
        }
        return text;
    }

    /** The caller's own header fields. */
    static Optional<String> messageId(Params params) {
        return params.find(HEADERS).orElse(Map.of()).entrySet().stream()
                .filter(field -> field.getKey().equalsIgnoreCase("message-id"))
                .findFirst()
                .map(field -> MessageDraft.messageId(field.getValue()));
    }

    private static Map<String, String> once(Map<String, String> fields) {
        Map<String, String> seen = new LinkedHashMap<>();
        fields.keySet()
                .forEach(name -> {
                    String other = seen.put(name.toLowerCase(Locale.ROOT), name);
                    if (other != null) {
                        throw new IllegalArgumentException(name + " is there twice");
                    }
                });
        return fields;
    }

    /** Checks combinations of members. */
    static void check(Params params, List<Fault> faults) {
        if (params.has(RAW)) {
            NOT_WITH_RAW.stream()
                    .filter(params::has)
                    .map(param -> new Fault(param.name(), "does not go with raw"))
                    .forEach(faults::add);
        } else {
            if (!params.has(FROM)) {
                faults.add(new Fault("from", "is required without raw"));
            }
            if (isBlank(params, TEXT) && isBlank(params, HTML)) {
                faults.add(new Fault("text", "is required where there is neither html nor raw"));
            }
        }
        try {
            messageId(params);
        } catch (IllegalArgumentException none) {
            faults.add(new Fault("headers.Message-ID", String.valueOf(none.getMessage())));
        }
        int recipients =
                Stream.of(TO, CC, BCC)
                        .flatMap(param -> params.find(param).stream())
                        .mapToInt(List::size)
                        .sum();
        if (recipients > MOST_RECIPIENTS) {
            faults.add(
                    new Fault(
                            "to",
                            "has with cc and bcc more than " + MOST_RECIPIENTS + " recipients"));
        }
        if (recipients == 0 && Stream.of(TO, CC, BCC).noneMatch(param -> isFaulty(params, param))) {
            faults.add(new Fault("to", "must name at least one recipient"));
        }
    }

    private static boolean isBlank(Params params, Param<String> param) {
        return !params.has(param) || params.find(param).filter(String::isEmpty).isPresent();
    }

    private static boolean isFaulty(Params params, Param<?> param) {
        return params.has(param) && params.find(param).isEmpty();
    }

    static String text(Params params, Param<String> param) {
        return params.find(param).orElse("");
    }

    /** All recipients. */
    static List<Address> recipients(Params params) {
        return Stream.of(TO, CC, BCC)
                .flatMap(param -> params.find(param).stream())
                .flatMap(List::stream)
                .map(mailbox -> Address.parse(mailbox.address()))
                .toList();
    }

    static List<MessageDraft.Attachment> attachments(Params params) {
        return params.find(ATTACHMENTS).orElse(List.of()).stream()
                .map(one ->
                        new MessageDraft.Attachment(
                                one.get(NAME),
                                one.get(TYPE),
                                one.get(CONTENT_ID),
                                one.get(CONTENT)))
                .toList();
    }
}
