package io.mailyard.panel;

import io.mailyard.fields.Field;
import io.mailyard.fields.Fields;
import io.mailyard.panel.ListView.Column;
import io.mailyard.policies.PolicyKind;
import io.mailyard.wire.Value;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The kinds of policies: their lists, and what their pages have besides. */
final class MtaKinds {
    /** The noun of the scopes of all policies. */
    static final String SCOPE = "policies";

    private MtaKinds() {}

    static List<NounKind> all(PageRenderer pages) {
        return List.of(
                strategies(pages),
                retryRules(pages),
                kind(
                        PolicyKind.LOCK_RULE,
                        "lock",
                        (signedIn, _) -> "",
                        words ->
                                List.of(
                                        Column.of(words.text("mta.column.isp")),
                                        Column.of(words.text("mta.column.pattern")),
                                        Column.of(words.text("mta.column.stops"))),
                        MtaKinds::lockRule,
                        new PatternExtras(pages, PolicyKind.LOCK_RULE)),
                kind(
                        PolicyKind.BOUNCE_PATTERN,
                        "regex",
                        (_, object) -> Values.text(object, "message"),
                        words ->
                                List.of(
                                        Column.of(words.text("mta.column.isp")),
                                        Column.of(words.text("mta.column.pattern")),
                                        Column.of(words.text("mta.column.type"))),
                        MtaKinds::bouncePattern,
                        new PatternExtras(pages, PolicyKind.BOUNCE_PATTERN)),
                isps(pages),
                keys(pages),
                routes());
    }

    private static NounKind kind(
            PolicyKind<?> kind,
            String icon,
            BiFunction<SignedIn, Value.Members, String> under,
            Function<Translations, List<Column>> columns,
            BiFunction<SignedIn, Value.Members, List<TableCell>> cells,
            NounExtras extras) {
        List<Field<?>> settable = Fields.settable(kind.fields());
        return new NounKind(
                kind.noun(),
                SCOPE,
                Section.MTA,
                icon,
                settable,
                List.of(),
                settable.getFirst().name(),
                under,
                columns,
                cells,
                extras);
    }

    private static NounKind strategies(PageRenderer pages) {
        return kind(
                PolicyKind.STRATEGY,
                "gauge",
                (signedIn, strategy) ->
                        signedIn.words()
                                .text(
                                        "mta.strategy.product",
                                        Values.text(strategy, "concurrent_connections"),
                                        Values.text(strategy, "messages_per_connection"),
                                        Values.text(strategy, "connection_attempts"),
                                        Spans.text(
                                                signedIn.words(),
                                                Values.number(strategy, "interval_seconds"))),
                words ->
                        List.of(
                                Column.number(words.text("mta.rate.minute")),
                                Column.number(words.text("mta.rate.hour")),
                                Column.number(words.text("mta.rate.day")),
                                Column.of(words.text("column.state"))),
                (signedIn, strategy) ->
                        List.of(
                                rate(signedIn, strategy, "messages_per_minute"),
                                rate(signedIn, strategy, "messages_per_hour"),
                                rate(signedIn, strategy, "messages_per_day"),
                                Values.flag(strategy, "drop_message")
                                        ? new TableCell.StateCell(
                                                Badge.warn(
                                                        "trash-2",
                                                        signedIn.words().text("mta.drops")))
                                        : new TableCell.EmptyCell()),
                new StrategyExtras(pages));
    }

    private static TableCell rate(SignedIn signedIn, Value.Members strategy, String name) {
        return TableCell.number(rate(signedIn.words(), strategy, name));
    }

    /** Messages in a time: "less than 1" where it is rounded down to none. */
    static String rate(Translations words, Value.Members strategy, String name) {
        long number = Values.number(strategy, name);
        return number == 0 ? words.text("mta.rate.less") : words.number(number);
    }

    private static NounKind retryRules(PageRenderer pages) {
        return kind(
                PolicyKind.RETRY_RULE,
                "repeat",
                (signedIn, rule) -> waits(signedIn.words(), rule),
                words ->
                        List.of(
                                Column.number(words.text("mta.column.retries")),
                                Column.of(words.text("mta.column.from"))),
                (signedIn, rule) ->
                        List.of(
                                TableCell.number(
                                        signedIn.words().number(Values.number(rule, "retries"))),
                                TableCell.text(
                                        signedIn.words()
                                                .text("mta.mode." + Values.text(rule, "mode")))),
                new RetryExtras(pages));
    }

    /** Returns how a retry rule waits, in words. */
    static String waits(Translations words, Value.Members rule) {
        String interval = Spans.text(words, 60 * Values.number(rule, "interval_minutes"));
        return switch (Values.text(rule, "type")) {
            case "geometric" ->
                    words.text("mta.waits.geometric", interval, Values.text(rule, "exponent"));
            case "random" ->
                    words.text("mta.waits.random", interval, Values.text(rule, "random_modifier"));
            default -> words.text("mta.waits.fixed", interval);
        };
    }

    private static TableCell isp(SignedIn signedIn, Value.Members policy) {
        String isp = Values.text(policy, "isp");
        return TableCell.text(isp.isEmpty() ? signedIn.words().text("mta.isp.all") : isp);
    }

    private static List<TableCell> lockRule(SignedIn signedIn, Value.Members rule) {
        return List.of(
                isp(signedIn, rule),
                new TableCell.CodeCell(Values.text(rule, "pattern")),
                TableCell.text(
                        Spans.text(
                                signedIn.words(), 60 * Values.number(rule, "duration_minutes"))));
    }

    private static List<TableCell> bouncePattern(SignedIn signedIn, Value.Members pattern) {
        return List.of(
                isp(signedIn, pattern),
                new TableCell.CodeCell(Values.text(pattern, "pattern")),
                new TableCell.StateCell(typeBadge(signedIn.words(), Values.text(pattern, "type"))));
    }

    /** The class of an answer. */
    static Badge typeBadge(Translations words, String type) {
        return switch (type) {
            case "hard" -> Badge.bad("circle-off", words.text("noun.word.hard"));
            case "soft" -> Badge.warn("repeat", words.text("noun.word.soft"));
            default -> Badge.off("undo-2", words.text("noun.word.bounce"));
        };
    }

    private static NounKind isps(PageRenderer pages) {
        return kind(
                PolicyKind.ISP,
                "globe",
                (_, isp) -> shortened(Values.text(isp, "domains")),
                words ->
                        List.of(
                                Column.number(words.text("mta.column.domains")),
                                Column.of(words.text("mta.column.hosts"))),
                (signedIn, isp) ->
                        List.of(
                                TableCell.number(
                                        signedIn.words()
                                                .number(Values.texts(isp, "domains").size())),
                                TableCell.text(Values.text(isp, "hosts"))),
                new IspExtras(pages));
    }

    private static String shortened(String text) {
        int most = 80;
        return text.length() <= most
                ? text
                : text.substring(0, text.lastIndexOf(',', most) + 1) + " …";
    }

    private static NounKind keys(PageRenderer pages) {
        return kind(
                PolicyKind.KEY,
                "key-round",
                (_, key) -> Values.text(key, "dns_name"),
                words ->
                        List.of(
                                Column.of(words.text("mta.column.algorithm")),
                                Column.of(words.text("mta.column.account")),
                                Column.of(words.text("column.state"))),
                (signedIn, key) ->
                        List.of(
                                TableCell.text(
                                        Values.text(key, "kind")
                                                + " "
                                                + Values.text(key, "algorithm")),
                                TableCell.text(Values.text(key, "account_id")),
                                new TableCell.StateCell(
                                        stateBadge(signedIn.words(), Values.text(key, "state")))),
                new KeyExtras(pages));
    }

    /** The state of a key. */
    static Badge stateBadge(Translations words, String state) {
        return switch (state) {
            case "active" -> Badge.good("circle-check", words.text("noun.word.active"));
            case "pending" -> Badge.warn("clock", words.text("noun.word.pending"));
            case "retiring" -> Badge.off("clock", words.text("noun.word.retiring"));
            default -> Badge.off("circle-off", words.text("noun.word.retired"));
        };
    }

    private static NounKind routes() {
        return kind(
                PolicyKind.ROUTE,
                "route",
                (signedIn, route) ->
                        Values.text(route, "domain").equals("*")
                                ? signedIn.words().text("mta.route.all")
                                : "",
                words ->
                        List.of(
                                Column.of(words.text("mta.column.host")),
                                Column.of(words.text("mta.column.tls"))),
                (signedIn, route) ->
                        List.of(
                                new TableCell.CodeCell(
                                        Values.text(route, "host")
                                                + ":"
                                                + Values.text(route, "port")),
                                TableCell.text(
                                        signedIn.words()
                                                .text("mta.tls." + Values.text(route, "tls")))),
                new PolicyExtras());
    }
}
