package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.TEXT;
import static io.mailyard.cli.ArgumentKind.TEXTS;
import static io.mailyard.cli.ArgumentKind.TIME;

import java.util.List;

/** {@code mailyard statistics} and {@code mailyard usage}. */
final class StatisticsCommands {
    private static final Arg ACCOUNT = option("account_id", NUMBER, "Only of this account.");

    private StatisticsCommands() {}

    /** Each with a single verb, which is not typed. */
    static List<Noun> nouns() {
        return List.of(statistics(), rates(), usage());
    }

    private static Noun statistics() {
        return new Noun(
                "statistics",
                "row",
                "",
                List.of(
                        Operation.show(
                                "statistics",
                                "statistics/get",
                                "Shows what became of mail, by hour or day, account, sender and ISP.",
                                option("since", TIME, "From the hour of this time on."),
                                option("until", TIME, "Hours that begin before this time."),
                                option("step", TEXT, "A row for each hour, day, or total."),
                                option("by", TEXTS, "A row for each account, sender, isp."),
                                ACCOUNT,
                                option("sender_id", NUMBER, "Only by this sender."),
                                option("isp", TEXT, "Only to this ISP; other: to none."),
                                option("zone", TEXT, "The time zone of days; UTC."),
                                option("sort", TEXT, "With --step total: most of it first."),
                                option("after", TEXT, "The next_after of the page before."))));
    }

    private static Noun rates() {
        return new Noun(
                "rates",
                "rates",
                "",
                List.of(
                        Operation.show(
                                "rates",
                                "statistics/now",
                                "Shows how much mail was accepted, delivered and deferred in the last minute.")));
    }

    private static Noun usage() {
        return new Noun(
                "usage",
                "account",
                "",
                List.of(
                        Operation.show(
                                "usage",
                                "usage/get",
                                "Shows what accounts used, by month of the account's time zone.",
                                ACCOUNT,
                                option("since", TEXT, "From this month on, such as 2026-01."),
                                option("until", TEXT, "Up to this month; the current one."),
                                option("order", TEXT, "most: those that used most first."),
                                option("search", TEXT, "Accounts with this text in name or title."),
                                option("exceeded", FLAG, "With --order most: over their tariff."),
                                Arg.FROM_ID,
                                option(
                                        "from",
                                        TEXT,
                                        "With --order most: next_from of the answer."))));
    }
}
