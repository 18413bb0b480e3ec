package io.mailyard.tools;

import io.mailyard.access.Principal;
import io.mailyard.api.Call;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.Slice;
import io.mailyard.config.Setting;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.suppressions.Suppressions;
import io.mailyard.wire.ApiReply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * {@code tools/find}: whatever a text names, in groups, the best first. Every administrator and
 * token may ask; the answer has only what its scopes and accounts let it see.
 */
public final class FindRoutes {
    /** As many as a person reads. */
    private static final int MOST = 15;

    /** Of one group, so that a common word does not hide the others. */
    private static final int MOST_OF_GROUP = 5;

    /** A Message-ID has 998 characters at most. */
    private static final int MAX_TEXT = 998;

    private static final Param<String> TEXT =
            Param.of(
                            "text",
                            Types.text(1, MAX_TEXT),
                            "An id, Message-ID, request id, idempotency key, IP or mail address; or"
                                    + " the beginning of a name, title, login, domain or host of a"
                                    + " webhook.")
                    .required();
    private static final Param<String> LANGUAGE =
            Param.of(
                            "lang",
                            Types.oneOf("en", "ru"),
                            "Language in which pages and fields of the panel are looked for.")
                    .defaultsTo("en");

    private final Database database;
    private final Suppressions suppressions;
    private final List<Setting<?>> settings;
    private final PageFinder pages;
    private final NamedMessages named;

    /**
     * Creates the route.
     *
     * @param settings all that there are
     * @param pages knows the panel
     */
    public FindRoutes(
            Database database,
            Suppressions suppressions,
            List<Setting<?>> settings,
            PageFinder pages) {
        this.database = database;
        this.suppressions = suppressions;
        this.settings = List.copyOf(settings);
        this.pages = pages;
        this.named = new NamedMessages(database);
    }

    /** {@code tools/find}, for administrators and their tokens of any scope. */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/admin/tools/find",
                                Route.FOR_ALL,
                                "Finds whatever a text names: accounts in any state, users,"
                                        + " domains, senders, nodes, tokens, webhooks, messages,"
                                        + " requests, suppressed addresses, settings, pages and fields"
                                        + " of the panel.",
                                this::find,
                                TEXT,
                                LANGUAGE)
                        .sifted()
                        .answers(ReplySchema.list(FoundItem.SCHEMA)));
    }

    private ApiReply find(Call call) {
        Principal principal = call.noted(Principal.class);
        FindText text = FindText.of(call.params().get(TEXT));
        List<FoundItem> found = new ArrayList<>();
        if (!text.given().isEmpty()) {
            List<NamedMessages.NamedMessage> messages =
                    principal.scopes().permit("messages", false)
                            ? named.find(principal, MailReference.in(text.given()), List.of())
                            : List.of();
            found.addAll(
                    database.<List<FoundItem>>read(tx -> inStore(tx, principal, text, messages)));
            found.addAll(pages.find(text.given(), call.params().get(LANGUAGE), principal.scopes()));
            if (isSeen(principal, FindGroup.SETTINGS) && !principal.bound()) {
                found.addAll(PlatformFinder.settings(text, settings));
            }
        }
        List<FoundItem> shown = best(found);
        return ApiReply.list(
                new Slice<>(shown, shown.size(), OptionalLong.empty()),
                (out, item) -> item.write(out));
    }

    private static boolean isSeen(Principal principal, FindGroup group) {
        return group.isSeenWith(principal.scopes());
    }

    private List<FoundItem> inStore(
            Tx tx, Principal principal, FindText text, List<NamedMessages.NamedMessage> messages) {
        ObjectFinder objects = new ObjectFinder(tx, principal, text);
        PlatformFinder platform = new PlatformFinder(tx, text);
        MessageFinder mail = new MessageFinder(tx, principal, text);
        List<FoundItem> found = new ArrayList<>();
        for (FindGroup group : FindGroup.values()) {
            if (isSeen(principal, group)) {
                found.addAll(
                        switch (group) {
                            case ACCOUNTS -> objects.accounts();
                            case USERS -> objects.users();
                            case DOMAINS -> objects.domains();
                            case TOKENS -> objects.tokens();
                            case WEBHOOKS -> new WebhookFinder(tx, principal, text).webhooks();
                            case MESSAGES -> mail.messages(messages);
                            case REQUESTS -> mail.requests();
                            case SUPPRESSIONS -> mail.suppressions(suppressions);
                            case SENDERS -> principal.bound() ? List.of() : platform.senders();
                            case NODES -> principal.bound() ? List.of() : platform.nodes();
                            case PAGES, FIELDS, SETTINGS -> List.of();
                        });
            }
        }
        return found;
    }

    /**
     * The best of each group, and of all; groups stand together, the one with the best hit first.
     */
    private static List<FoundItem> best(List<FoundItem> found) {
        Map<FindGroup, Integer> taken = new EnumMap<>(FindGroup.class);
        List<FoundItem> few =
                found.stream()
                        .sorted(
                                Comparator.comparing(FoundItem::match)
                                        .thenComparing(FoundItem::group)
                                        .thenComparing(item -> item.state().equals("deleted"))
                                        .thenComparingInt(item -> item.title().length())
                                        .thenComparing(FoundItem::title))
                        .filter(item -> taken.merge(item.group(), 1, Integer::sum) <= MOST_OF_GROUP)
                        .limit(MOST)
                        .toList();
        return few.stream()
                .map(FoundItem::group)
                .distinct()
                .flatMap(group -> few.stream().filter(item -> item.group() == group))
                .toList();
    }
}
