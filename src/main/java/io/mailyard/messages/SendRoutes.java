package io.mailyard.messages;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Scopes;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.mime.Address;
import io.mailyard.mime.DraftComposer;
import io.mailyard.mime.LineEnds;
import io.mailyard.mime.Mailbox;
import io.mailyard.mime.MessageDraft;
import io.mailyard.mime.PreparedMessage;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Out;
import io.mailyard.writes.Writes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/** {@code messages/send}, by an account's own token. */
public final class SendRoutes {
    private static final String PATH = "/api/v1.1/messages/send";

    /** Longer lines are encoded (see docs/sending.md). */
    private static final int MAX_LINE = 64 * 1024;

    /** As for SMTP. */
    private static final int MOST_HOPS = 50;

    private static final ObjectSchema SCHEMA =
            ObjectSchema.of("MessageSent", "An accepted message; in a dry run, one that would be.")
                    .text("message_id", "The message; null in a dry run.")
                    .orNull()
                    .number("accepted", "Recipients accepted.")
                    .includingOptional(
                            ObjectSchema.part()
                                    .text("header_id", "Message-ID.")
                                    .number(
                                            "sender_id",
                                            "Dry run: the sender, where there is exactly one.")
                                    .orNull()
                                    .number("vsender_id", "Dry run: the virtual sender.")
                                    .orNull()
                                    .numbers("sender_ids", "Dry run: all senders.")
                                    .number("standing", "Dry run: recipients that would wait.")
                                    .texts("suppressed", "Dry run: suppressed addresses.")
                                    .number(
                                            "left_this_month",
                                            "Dry run: what the tariff leaves this month; null: no limit.")
                                    .orNull()
                                    .number(
                                            "left_today",
                                            "Dry run: what the tariff leaves today; null: no limit.")
                                    .orNull()
                                    .number(
                                            "left_this_hour",
                                            "Dry run: what the tariff leaves this hour; null: no limit.")
                                    .orNull());

    private final Acceptance acceptance;
    private final Writes writes;
    private final MessagesConfig config;
    private final InstantSource clock;

    public SendRoutes(
            Acceptance acceptance, Writes writes, MessagesConfig config, InstantSource clock) {
        this.acceptance = acceptance;
        this.writes = writes;
        this.config = config;
        this.clock = clock;
    }

    /**
     * {@code messages/send}, for accounts' own tokens. It takes bodies larger than other calls do.
     */
    public List<Route> routes() {
        return List.of(
                Route.write(
                                PATH,
                                "messages",
                                "Sends a message; answers once it is durable.",
                                this::send,
                                SendBody.ALL.toArray(new Param<?>[0]))
                        .own()
                        .alsoBy(Scopes.SEND)
                        .withMaxBody(config.maxBody())
                        .checking(SendBody::check)
                        .answers(ReplySchema.one(SCHEMA))
                        .refuses(
                                ErrorCode.LIMIT_REACHED,
                                "a limit of the account's tariff is reached"));
    }

    private ApiReply send(Call call) {
        AccountPrincipal caller = call.noted(AccountPrincipal.class);
        Params params = call.params();
        Instant now = clock.instant();
        PreparedMessage message =
                params.has(SendBody.RAW) ? raw(params, now) : composed(params, now);
        String envelopeFrom =
                params.find(SendBody.FROM).map(Mailbox::address).orElse(message.from());
        Submission submission =
                new Submission(
                        caller.account(),
                        Submission.SubmissionSource.HTTP,
                        caller.name(),
                        envelopeFrom,
                        SendBody.recipients(params),
                        message,
                        marks(params, message));
        SenderNameVerdict checked = acceptance.check(submission);
        return writes.answer(
                call,
                change ->
                        switch (acceptance.accept(change.tx(), checked, change.now())) {
                            case AcceptanceResult.MessageAccepted accepted ->
                                    ApiReply.one(out ->
                                            write(
                                                    out,
                                                    accepted,
                                                    message.messageId(),
                                                    change.dryRun()));
                            case AcceptanceResult.MessageRefused refused -> throw refusal(refused);
                        });
    }

    private static ApiException refusal(AcceptanceResult.MessageRefused refused) {
        if (refused.reason() == AcceptanceResult.RefusalReason.NO_VIRTUAL_SENDER) {
            return ApiException.badRequest("vsender_id", refused.text());
        }
        ErrorCode code =
                switch (refused.reason()) {
                    case FROZEN, INACTIVE, DOMAIN -> ErrorCode.FORBIDDEN;
                    case DELETED -> ErrorCode.UNAUTHENTICATED;
                    case LIMIT_REACHED, TOO_FAST -> ErrorCode.LIMIT_REACHED;
                    case PLATFORM_STOPPED -> ErrorCode.NOT_READY;
                    case NO_RECIPIENTS, NO_VIRTUAL_SENDER -> ErrorCode.BAD_REQUEST;
                };
        return new ApiException(code, refused.text());
    }

    private static void write(
            Out out, AcceptanceResult.MessageAccepted accepted, String headerId, boolean dryRun) {
        if (dryRun) {
            // The id is assigned again: only an accepted message has one.
            out.nothing("message_id").number("accepted", accepted.recipients());
            AcceptanceResult.RoutingSummary routes = accepted.routing();
            boolean one = routes.senders().size() == 1 && routes.suspended() == 0;
            out.numberOrNull("sender_id", one ? routes.senders().getFirst().value() : null);
            out.numberOrNull(
                    "vsender_id", routes.virtualSender() == 0 ? null : routes.virtualSender());
            out.numbers("sender_ids", routes.senders().stream().map(id -> id.value()).toList());
            out.number("standing", routes.suspended());
            out.texts("suppressed", accepted.suppressed().stream().sorted().toList());
            left(out, "left_this_month", accepted.remaining().month());
            left(out, "left_today", accepted.remaining().day());
            left(out, "left_this_hour", accepted.remaining().hour());
        } else {
            out.text("message_id", Long.toString(accepted.messageId()))
                    .number("accepted", accepted.recipients())
                    .text("header_id", headerId);
        }
    }

    private static void left(Out out, String name, OptionalLong left) {
        out.numberOrNull(name, left.isEmpty() ? null : left.getAsLong());
    }

    /** Our header fields in a raw message, as for SMTP; parameters take precedence. */
    private static Submission.MessageTags marks(Params params, PreparedMessage message) {
        Submission.MessageTags inside;
        try {
            inside = Submission.MessageTags.of(message.marks());
        } catch (IllegalArgumentException bad) {
            throw ApiException.badRequest("raw", String.valueOf(bad.getMessage()));
        }
        return new Submission.MessageTags(
                params.has(SendBody.CAMPAIGN) ? params.get(SendBody.CAMPAIGN) : inside.campaign(),
                params.has(SendBody.GROUP) ? params.get(SendBody.GROUP) : inside.group(),
                params.find(SendBody.VSENDER).or(inside::virtualSender));
    }

    private static PreparedMessage composed(Params params, Instant now) {
        Mailbox from = params.get(SendBody.FROM);
        MessageDraft draft =
                new MessageDraft(
                        from,
                        params.get(SendBody.TO),
                        params.find(SendBody.CC).orElse(List.of()),
                        SendBody.text(params, SendBody.SUBJECT),
                        SendBody.text(params, SendBody.TEXT),
                        SendBody.text(params, SendBody.HTML),
                        params.find(SendBody.HEADERS).orElse(Map.of()),
                        SendBody.attachments(params),
                        now,
                        SendBody.messageId(params)
                                .orElseGet(() -> UUID.randomUUID() + "@" + from.domain()));
        try {
            return PreparedMessage.of(DraftComposer.compose(draft), additions(from.address(), now));
        } catch (IllegalArgumentException bad) {
            throw ApiException.badRequest("headers", String.valueOf(bad.getMessage()));
        }
    }

    private static PreparedMessage raw(Params params, Instant now) {
        String from = params.find(SendBody.FROM).map(Mailbox::address).orElse("");
        PreparedMessage message;
        try {
            byte[] lines = LineEnds.normal(params.get(SendBody.RAW), MAX_LINE);
            message = PreparedMessage.of(lines, additions(from, now));
        } catch (IllegalArgumentException bad) {
            throw ApiException.badRequest("raw", String.valueOf(bad.getMessage()));
        }
        if (message.received() > MOST_HOPS) {
            throw ApiException.badRequest("raw", "has passed too many hosts: mail loop");
        }
        if (from.isEmpty()) {
            mustBeAddress(message.from());
        }
        return message;
    }

    private static void mustBeAddress(String from) {
        try {
            Address.parse(from);
        } catch (IllegalArgumentException bad) {
            throw ApiException.badRequest(
                    "raw", "its From cannot be the sender: " + bad.getMessage() + "; give from");
        }
    }

    private static PreparedMessage.Additions additions(String from, Instant now) {
        return new PreparedMessage.Additions("", from, "localhost", now);
    }
}
