package io.mailyard.messages;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Principal;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Database;
import io.mailyard.events.ConversationStore;
import io.mailyard.events.SmtpConversation;
import io.mailyard.wire.ApiReply;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code messages/conversation}, for administrators and for accounts' tokens. */
public final class ConversationRoutes {
    private static final String SUMMARY =
            "The recorded SMTP conversation of an attempt, without logins and the message itself.";
    private static final Param<Long> ID = Param.of("id", Types.id(), "The message.").required();
    private static final Param<Long> CONVERSATION =
            Param.of(
                            "conversation_id",
                            Types.id(),
                            "The conversation, as events of messages/get name it.")
                    .required();
    private static final ReplySchema REPLY =
            ReplySchema.one(
                    ObjectSchema.of("SmtpConversation", "A recorded SMTP conversation.")
                            .number("message_id", "The message.")
                            .number("conversation_id", "The conversation.")
                            .time("at", "When the attempt ended.")
                            .text(
                                    "text",
                                    "Its lines, each with seconds since the connection began: > sent, < received, * a note; 16 KiB at most."));

    private final Database database;
    private final ConversationStore conversations;
    private final SqlMessageStore messages = new SqlMessageStore();

    public ConversationRoutes(Database database, ConversationStore conversations) {
        this.database = database;
        this.conversations = conversations;
    }

    /**
     * The call twice. A message of an account out of the caller's reach is answered as one that
     * does not exist.
     */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/admin/messages/conversation",
                                "messages",
                                SUMMARY,
                                call -> get(call, call.noted(Principal.class)::reaches),
                                ID,
                                CONVERSATION)
                        .sifted()
                        .answers(REPLY),
                Route.read(
                                "/api/v1.1/messages/conversation",
                                "messages",
                                SUMMARY,
                                call ->
                                        get(
                                                call,
                                                call.noted(AccountPrincipal.class).account()
                                                        ::equals),
                                ID,
                                CONVERSATION)
                        .own()
                        .answers(REPLY));
    }

    private ApiReply get(Call call, Predicate<AccountId> reaches) {
        long message = call.params().get(ID);
        long id = call.params().get(CONVERSATION);
        Optional<SmtpConversation> found =
                database.read(tx ->
                        messages.accountOf(tx, message)
                                .filter(reaches)
                                .flatMap(account -> conversations.find(tx, account, message, id)));
        SmtpConversation conversation =
                found.orElseThrow(() ->
                        ApiException.notFound(
                                "no conversation with id "
                                        + id
                                        + " of a message with id "
                                        + message
                                        + ": it may be too old"));
        return ApiReply.one(out ->
                out.number("message_id", message)
                        .number("conversation_id", id)
                        .time("at", conversation.at())
                        .text("text", conversation.text()));
    }
}
