package io.mailyard.messages;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Principal;
import io.mailyard.accounts.ContentKeep;
import io.mailyard.api.Audience;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.db.Database;
import io.mailyard.mime.MessageOutline;
import io.mailyard.mime.MessageOutline.AttachmentOutline;
import io.mailyard.outcomes.ContentStream;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.BodyWriter;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * {@code messages/content} and {@code messages/raw}: what a message says, for administrators and
 * accounts' own callers with {@code content:read}. Each look is recorded in the audit.
 */
public final class ContentRoutes {
    private static final String BASE = "/api/v1.1/admin/messages/";
    private static final String OWN = "/api/v1.1/messages/";
    private static final Param<Long> ID = Param.of("id", Types.id(), "The message.").required();
    private static final Param<Long> OCTETS =
            Param.of("octets", Types.integer(1, Integer.MAX_VALUE), "The first octets alone.");

    private static final ObjectSchema ATTACHMENT =
            ObjectSchema.of("MessageAttachment", "An attachment of a message.")
                    .text("name", "Its file name; empty: none.")
                    .text("type", "Its media type.")
                    .number("size", "Its size in octets, decoded.");
    private static final ReplySchema CONTENT =
            ReplySchema.one(
                    ObjectSchema.of("MessageContent", "What a message says.")
                            .number("message_id", "The message.")
                            .text("html", "Its first HTML, 1 MiB at most; empty: none.")
                            .text("text", "Its first plain text, 1 MiB at most; empty: none.")
                            .text("headers", "Its header as written, 64 KiB at most.")
                            .flag("cut", "Whether one of them is longer.")
                            .objects("attachments", ATTACHMENT, "Its other parts, 200 at most.")
                            .number("size", "Octets of the whole message."));

    private final Database database;
    private final Writes writes;
    private final SqlMessageStore messages = new SqlMessageStore();

    public ContentRoutes(Database database, Writes writes) {
        this.database = database;
        this.writes = writes;
    }

    /** Each call twice: for administrators, and for accounts' own tokens. */
    public List<Route> routes() {
        return Stream.of(BASE, OWN).flatMap(base -> Stream.of(content(base), raw(base))).toList();
    }

    private Route content(String base) {
        return within(
                Route.read(
                                base + "content",
                                "content",
                                "What a message says: text, HTML, header and attachments. Recorded in the audit.",
                                this::content,
                                ID)
                        .answers(CONTENT));
    }

    private Route raw(String base) {
        return within(
                Route.read(
                                base + "raw",
                                "content",
                                "A message as it was accepted, of any size. Recorded in the audit.",
                                this::raw,
                                ID,
                                OCTETS)
                        .answers(ReplySchema.file("message/rfc822")));
    }

    private static Route within(Route route) {
        return route.path().startsWith(BASE) ? route.sifted() : route.own();
    }

    /** The accounts whose messages the caller may look at. */
    private static Predicate<AccountId> reached(Call call) {
        return call.route().audience() == Audience.ACCOUNT
                ? call.noted(AccountPrincipal.class).account()::equals
                : call.noted(Principal.class)::reaches;
    }

    private ApiReply content(Call call) {
        long size = look(call, "messages.content_read");
        long id = call.params().get(ID);
        MessageOutline outline;
        try (ContentStream in = new ContentStream(database, id, Long.MAX_VALUE)) {
            outline = MessageOutline.of(in);
        } catch (IOException gone) {
            throw ApiException.notFound(String.valueOf(gone.getMessage()));
        }
        return ApiReply.one(out ->
                out.number("message_id", id)
                        .text("html", printable(outline.html().text()))
                        .text("text", printable(outline.text().text()))
                        .text("headers", printable(outline.header().text()))
                        .flag(
                                "cut",
                                outline.html().cut()
                                        || outline.text().cut()
                                        || outline.header().cut()
                                        || outline.hasMore())
                        .objects("attachments", outline.attachments(), ContentRoutes::write)
                        .number("size", size));
    }

    private static void write(Out out, AttachmentOutline attachment) {
        out.text("name", printable(attachment.name()))
                .text("type", printable(attachment.type()))
                .number("size", attachment.octets());
    }

    /** Without characters that formats cannot carry. */
    private static String printable(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints()
                .forEach(letter -> {
                    boolean plain = letter >= ' ' || letter == '\n' || letter == '\t';
                    boolean whole = letter < 0xd800 || letter > 0xdfff;
                    boolean other = letter == 0xfffe || letter == 0xffff;
                    if (letter != '\r') {
                        kept.appendCodePoint(plain && whole && !other ? letter : '?');
                    }
                });
        return kept.toString();
    }

    private ApiReply raw(Call call) {
        look(call, "messages.raw_read");
        long id = call.params().get(ID);
        long most = call.params().find(OCTETS).orElse(Long.MAX_VALUE);
        return ApiReply.streamed(
                "message/rfc822",
                new BodyWriter() {
                    @Override
                    public void write(OutputStream out) throws IOException {
                        try (ContentStream in = new ContentStream(database, id, most)) {
                            in.transferTo(out);
                        }
                    }

                    @Override
                    public void close() {
                        // Each piece is read by itself.
                    }
                });
    }

    private record ShownContent(AccountId account, String keep, long size) {}

    /** Records the look; refuses where there is nothing to look at. Returns the size. */
    private long look(Call call, String action) {
        Predicate<AccountId> reached = reached(call);
        long id = call.params().get(ID);
        ShownContent stored =
                database.read(tx ->
                        messages.accountOf(tx, id)
                                .filter(reached)
                                .map(account ->
                                        new ShownContent(
                                                account,
                                                tx.one(
                                                                "SELECT content_keep FROM accounts WHERE id = ?",
                                                                row -> row.text(),
                                                                account.value())
                                                        .orElse(""),
                                                tx.number(
                                                        "SELECT coalesce(max(m.size), -1) FROM messages m"
                                                                + " JOIN contents c ON c.message_id = m.id"
                                                                + " WHERE m.id = ?",
                                                        id)))
                                .orElseThrow(
                                        () -> ApiException.notFound("no message with id " + id)));
        if (stored.size() < 0) {
            throw new ApiException(ErrorCode.NOT_FOUND, gone(id, stored.keep()));
        }
        writes.noted(
                call,
                change -> {
                    change.recordCreation(
                            action,
                            Change.Subject.of("message", id, stored.account()),
                            out -> out.number("size", stored.size()));
                    return id;
                });
        return stored.size();
    }

    private static String gone(long id, String keep) {
        if (keep.equals(ContentKeep.NONE)) {
            return "the content of message "
                    + id
                    + " is gone: its account keeps none once mail has ended (content_keep = none)";
        }
        return "the content of message "
                + id
                + " is gone"
                + (keep.isEmpty() ? "" : ": its account keeps contents for " + keep);
    }
}
