package io.mailyard.search;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Principal;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Reference;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Type;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.base.TraceId;
import io.mailyard.db.Database;
import io.mailyard.messages.MessageSummaries;
import io.mailyard.messages.RecipientStatus;
import io.mailyard.mime.Address;
import io.mailyard.policies.Policies;
import io.mailyard.policies.PolicyKind;
import io.mailyard.wire.ApiReply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code messages/search}, for administrators and for accounts' own tokens. */
public final class MessageSearchRoutes {
    private static final String PATH = "/messages/search";
    private static final String API = "/api/v1.1";

    /** Without a time, words are searched in messages of the last week. */
    private static final Duration USUAL_TIME = Duration.ofDays(7);

    private static final long USUAL_ROWS = 50;
    private static final long MOST_ROWS = 200;
    private static final int MAX_TEXT = 255;

    /** Each further word makes the search longer and not better. */
    private static final int MOST_WORDS = 10;

    private static final Type<TraceId> TRACE =
            Types.text(1, 64)
                    .map(text ->
                            TraceId.parse(text.strip().toLowerCase(Locale.ROOT))
                                    .orElseThrow(() ->
                                            new IllegalArgumentException(
                                                    "is not a trace id: 32 hexadecimal digits, not"
                                                            + " all 0")));
    private static final Param<Long> FROM_ID =
            Param.of(
                            "from_id",
                            Types.integer(0, Long.MAX_VALUE),
                            "First id on the page, which goes down from it: next_from_id of an answer;"
                                    + " 0: the newest.")
                    .defaultsTo(0L);
    private static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, MOST_ROWS), "Rows on a page.")
                    .defaultsTo(USUAL_ROWS);
    private static final Param<Long> ID = Param.of("id", Types.id(), "The message with this id.");
    private static final Param<String> HEADER_ID =
            Param.of(
                    "header_id",
                    Types.text(1, 998),
                    "Messages with this Message-ID, with or without its angle brackets.");
    private static final Param<TraceId> TRACE_ID =
            Param.of("trace_id", TRACE, "Messages that came by a call of this trace.");
    private static final Param<String> TO =
            Param.of(
                    "to",
                    Types.text(3, 320).map(text -> Address.parse(text.strip()).toString()),
                    "Messages to this address, in whatever case.");
    private static final Param<String> SUBJECT =
            Param.of(
                    "subject",
                    Types.text(1, MAX_TEXT),
                    "Words of the subject or their beginnings, in any order; a word in quotation marks"
                            + " is meant whole.");
    private static final Param<String> ANSWER =
            Param.of(
                    "answer",
                    Types.text(1, MAX_TEXT),
                    "Code or words of an answer to an attempt that failed, such as 550, 5.1.1 or mailbox"
                            + " full.");
    private static final Param<Reference> PATTERN =
            Param.of(
                    "bounce_pattern",
                    Types.reference(),
                    "Messages with an answer that this bounce pattern, by id or name, decided about.");
    private static final Param<String> CLASS =
            Param.of(
                    "bounce_class",
                    Types.oneOf("hard", "soft", "bounce"),
                    "Messages with an answer of this class.");
    private static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "Messages of this account.");
    private static final Param<Long> SENDER =
            Param.of("sender_id", Types.id(), "Messages with a recipient by this sender.");
    private static final Param<String> ISP =
            Param.of(
                    "isp",
                    Types.text(1, MAX_TEXT),
                    "Messages with a recipient of this ISP, by name; other: of none.");
    private static final Param<String> STATE =
            Param.of(
                    "state",
                    Types.oneOf(RecipientStatus.wireNames()),
                    "Messages with a recipient in this state.");
    private static final Param<Instant> SINCE =
            Param.of(
                    "since",
                    Types.time(),
                    "Accepted at or after this time; without it, of the last 7 days, or of all time"
                            + " where id, header_id, trace_id or to is given.");
    private static final Param<Instant> UNTIL =
            Param.of("until", Types.time(), "Accepted before this time.");

    private static final ReplySchema LIST =
            ReplySchema.list(
                            ObjectSchema.of("FoundMessage", "A message that a search found.")
                                    .including(MessageSummaries.SCHEMA)
                                    .text("to", "The first recipient that matches.")
                                    .word("state", "Its state.", RecipientStatus.wireNames())
                                    .text("answer", "The last answer for it.")
                                    .text("ip", "Source IP of the last attempt for it.")
                                    .text("host", "Mail host of that attempt.")
                                    .text(
                                            "tls_version",
                                            "Its TLS version; empty: not encrypted, or unknown.")
                                    .number(
                                            "answer_ms",
                                            "Its milliseconds until the answer; null: unknown.")
                                    .orNull())
                    .and(
                            ObjectSchema.part()
                                    .flag(
                                            "total_is_at_least",
                                            "true: more match than total_count, or may, since the"
                                                    + " search looks at a limited number of messages.")
                                    .optional());

    private final Database database;
    private final Policies policies;
    private final InstantSource clock;
    private final MessageSearch search;
    private final SearchSlots slots = new SearchSlots();

    MessageSearchRoutes(
            Database database, Policies policies, MessageIndex index, InstantSource clock) {
        this.database = database;
        this.policies = policies;
        this.clock = clock;
        this.search = new MessageSearch(index);
    }

    List<Route> routes() {
        return List.of(
                Route.read(
                                API + "/admin" + PATH,
                                "messages",
                                "Searches messages of all accounts, newest first.",
                                this::search,
                                ID,
                                HEADER_ID,
                                TRACE_ID,
                                TO,
                                SUBJECT,
                                ANSWER,
                                PATTERN,
                                CLASS,
                                ACCOUNT,
                                SENDER,
                                ISP,
                                STATE,
                                SINCE,
                                UNTIL,
                                FROM_ID,
                                LIMIT)
                        .sifted()
                        .answers(LIST),
                Route.read(
                                API + PATH,
                                "messages",
                                "Searches the account's messages, newest first.",
                                this::searchOwn,
                                ID,
                                HEADER_ID,
                                TRACE_ID,
                                TO,
                                SUBJECT,
                                ANSWER,
                                CLASS,
                                SENDER,
                                ISP,
                                STATE,
                                SINCE,
                                UNTIL,
                                FROM_ID,
                                LIMIT)
                        .own()
                        .answers(LIST));
    }

    private ApiReply search(Call call) {
        Principal principal = call.noted(Principal.class);
        Optional<AccountId> account = call.params().find(ACCOUNT).map(AccountId::new);
        account.ifPresent(principal::mustReach);
        Set<AccountId> only = principal.accounts();
        return search(
                "administrator:" + principal.name(),
                call.params(),
                only.size() == 1 ? only.stream().findFirst() : account,
                only);
    }

    private ApiReply searchOwn(Call call) {
        AccountId own = call.noted(AccountPrincipal.class).account();
        return search("account:" + own, call.params(), Optional.of(own), Set.of());
    }

    private ApiReply search(
            String caller, Params params, Optional<AccountId> account, Set<AccountId> only) {
        SearchTerms answer = answer(params);
        boolean exact =
                params.has(ID) || params.has(HEADER_ID) || params.has(TRACE_ID) || params.has(TO);
        Optional<Instant> since = params.find(SINCE).filter(Types::isGiven);
        MessageQuery query =
                new MessageQuery(
                        params.find(ID),
                        params.find(HEADER_ID).map(MessageSearchRoutes::bare),
                        params.find(TRACE_ID),
                        params.find(TO),
                        subject(params),
                        answer,
                        account,
                        params.find(SENDER),
                        params.find(ISP),
                        params.find(STATE).map(RecipientStatus::of),
                        since.isPresent() || exact
                                ? since
                                : Optional.of(clock.instant().minus(USUAL_TIME)),
                        params.find(UNTIL).filter(Types::isGiven),
                        only);
        MessageSearch.SearchResults results =
                slots.run(
                        caller,
                        () ->
                                database.read(tx ->
                                        search.search(
                                                tx,
                                                query,
                                                params.get(FROM_ID),
                                                params.get(LIMIT).intValue())));
        ApiReply reply =
                ApiReply.list(
                        results.page(),
                        (out, found) -> {
                            found.message().write(out);
                            out.text("to", found.to()).text("state", found.status().wireName());
                            found.last().write(out);
                        });
        return results.complete() ? reply : reply.and(out -> out.flag("total_is_at_least", true));
    }

    /** As the store has it. */
    private static String bare(String headerId) {
        String id = headerId.strip();
        return id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id;
    }

    private static SearchTerms subject(Params params) {
        return params.find(SUBJECT)
                .map(typed -> checked("subject", SearchTerms.ofWords(typed)))
                .orElse(SearchTerms.NONE);
    }

    private SearchTerms answer(Params params) {
        SearchTerms terms =
                params.find(ANSWER)
                        .map(typed -> checked("answer", SearchTerms.ofAnswer(typed)))
                        .orElse(SearchTerms.NONE);
        Optional<String> bounceClass = params.find(CLASS).map(IndexWords::bounceClass);
        if (bounceClass.isPresent()) {
            terms = terms.and(bounceClass.get());
        }
        Optional<Reference> pattern = params.find(PATTERN);
        if (pattern.isPresent()) {
            long id =
                    database.read(tx ->
                            policies.named(tx, PolicyKind.BOUNCE_PATTERN, pattern.get()).id());
            terms = terms.and(IndexWords.pattern(id));
        }
        return terms;
    }

    private static SearchTerms checked(String field, SearchTerms terms) {
        if (terms.isEmpty()) {
            throw ApiException.badRequest(
                    List.of(new Fault(field, "has no word: letters or digits are searched for")));
        }
        if (terms.terms().size() > MOST_WORDS) {
            throw ApiException.badRequest(
                    List.of(
                            new Fault(
                                    field,
                                    "has "
                                            + terms.terms().size()
                                            + " words: "
                                            + MOST_WORDS
                                            + " at most")));
        }
        return terms;
    }
}
