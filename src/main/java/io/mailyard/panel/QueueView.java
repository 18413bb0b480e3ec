package io.mailyard.panel;

import io.mailyard.panel.ListView.Chip;
import io.mailyard.panel.ListView.Column;
import io.mailyard.wire.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the queue as a page shows them.
 *
 * @param rows the lines of the table
 * @param total how much waits, in words
 * @param next address of the next page; empty on the last
 * @param filtered whether something may be hidden by the filter
 */
public record QueueView(
        List<Tile> tiles,
        List<Chip> groups,
        List<Column> columns,
        List<QueueLine> rows,
        String total,
        String next,
        String first,
        boolean filtered) {

    /**
     * A line of the table.
     *
     * @param change by how much it grows a second; empty: not known yet
     * @param moves {@code up}, {@code down} or empty
     * @param reasons why it waits, the first as a badge
     */
    public record QueueLine(
            String id,
            String account,
            String accountAddress,
            String sender,
            String senderAddress,
            String where,
            String campaign,
            String fresh,
            String retry,
            String proc,
            String hold,
            String total,
            String change,
            String moves,
            String age,
            String oldestAt,
            List<Reason> reasons,
            String answer,
            List<LineAct> acts) {}

    /** Why mail waits. */
    public record Reason(Badge badge, String text) {}

    /** Something to do with a row. */
    public record LineAct(String label, String address) {}

    /** Makes lines of one answer. */
    static final class QueueViewBuilder {
        private final SignedIn signedIn;
        private final Translations words;
        private final QueueQuery query;
        private final String path;
        private final Instant now;

        QueueViewBuilder(SignedIn signedIn, QueueQuery query, String path, Instant now) {
            this.signedIn = signedIn;
            this.words = signedIn.words();
            this.query = query;
            this.path = path;
            this.now = now;
        }

        QueueView view(CallResult found, QueueRates rates) {
            Map<String, Long> totals = new HashMap<>();
            found.objects().forEach(row -> totals.put(key(row), Values.number(row, "total")));
            Map<String, Double> changes =
                    rates.rates(
                            path + query.text() + signedIn.person().scopes().words(),
                            totals,
                            System.nanoTime());
            String next = found.next("next_from").orElse("");
            return new QueueView(
                    tiles(found),
                    QueueQuery.GROUPS.stream().map(this::chip).toList(),
                    columns(),
                    found.objects().stream().map(row -> line(row, changes.get(key(row)))).toList(),
                    words.count("queue.rows", found.number("total_count")),
                    next.isEmpty() ? "" : path + query.with("from", next),
                    query.from().isEmpty() ? "" : path + query.with("from", ""),
                    query.isFiltered());
        }

        private static String key(Value.Members row) {
            return String.join(
                    "-",
                    Values.text(row, "sender_id"),
                    Values.text(row, "account_id"),
                    Values.text(row, "campaign_id"),
                    Values.text(row, "isp"),
                    Values.text(row, "domain"));
        }

        private List<Tile> tiles(CallResult found) {
            List<Tile> tiles = new ArrayList<>();
            for (String member : List.of("total", "new", "retry", "proc", "hold")) {
                tiles.add(
                        new Tile(
                                words.text("queue.tile." + member),
                                words.number(found.number(member)),
                                words.text("dashboard.recipients"),
                                "",
                                false));
            }
            return tiles;
        }

        private Chip chip(String group) {
            return new Chip(
                    words.text("queue.group." + group),
                    "",
                    path + query.with("group", group.equals("lane") ? "" : group),
                    group.equals(query.group()));
        }

        private List<Column> columns() {
            return List.of(
                    sortable("account", false),
                    sortable("sender", false),
                    Column.of(words.text("queue.column.to")),
                    sortable("new", true),
                    sortable("retry", true),
                    Column.number(words.text("queue.column.proc")),
                    sortable("hold", true),
                    sortable("total", true),
                    Column.number(words.text("queue.column.change")),
                    sortable("oldest", true));
        }

        private Column sortable(String sort, boolean numeric) {
            boolean sorted = sort.equals(query.sort());
            boolean up = List.of("account", "sender", "due").contains(sort);
            return new Column(
                    words.text("queue.column." + sort),
                    numeric,
                    path + query.with("sort", sort.equals("total") ? "" : sort),
                    sorted ? (up ? "ascending" : "descending") : "");
        }

        private QueueLine line(Value.Members row, @Nullable Double change) {
            long sender = Values.number(row, "sender_id");
            long account = Values.number(row, "account_id");
            long campaign = Values.number(row, "campaign_id");
            String isp = Values.text(row, "isp");
            String domain = Values.text(row, "domain");
            String moves = change == null || change == 0 ? "" : change > 0 ? "up" : "down";
            return new QueueLine(
                    "queue-" + Integer.toHexString(key(row).hashCode()),
                    account == 0 ? words.text("queue.several") : Values.text(row, "account_title"),
                    account == 0 ? "" : "/admin/accounts/" + account,
                    sender == 0 ? words.text("queue.nosender") : Values.text(row, "sender_name"),
                    sender == 0 ? "" : "/admin/senders/" + sender,
                    isp.isEmpty()
                            ? words.text("queue.several")
                            : domain.isEmpty() || !isp.equals("other") ? ispName(isp) : domain,
                    campaign == 0 ? "" : words.text("queue.campaign", String.valueOf(campaign)),
                    number(row, "new"),
                    number(row, "retry"),
                    number(row, "proc"),
                    number(row, "hold"),
                    number(row, "total"),
                    change == null ? "" : words.change(change),
                    moves,
                    Values.time(row, "oldest_at").map(at -> Ages.text(words, at, now)).orElse(""),
                    Values.text(row, "oldest_at"),
                    reasons(row),
                    answer(row),
                    acts(row));
        }

        private String ispName(String isp) {
            return isp.equals("other") ? words.text("queue.otherisp") : isp;
        }

        private String number(Value.Members row, String member) {
            return words.number(Values.number(row, member));
        }

        private static String answer(Value.Members row) {
            String host = Values.text(row, "host");
            String answer = Values.text(row, "answer");
            return host.isEmpty() || answer.isEmpty() ? answer : host + ": " + answer;
        }

        private List<Reason> reasons(Value.Members row) {
            return Values.objects(row, "reasons").stream().map(this::reason).toList();
        }

        private Reason reason(Value.Members reason) {
            String word = Values.text(reason, "reason");
            String until =
                    Values.time(reason, "until")
                            .map(at ->
                                    word.equals("retry")
                                            ? words.text("queue.in", Ages.text(words, now, at))
                                            : words.text(
                                                    "queue.until",
                                                    words.time(at, signedIn.visit().zone())))
                            .orElse("");
            String text = Values.text(reason, "text");
            return new Reason(
                    badge(word),
                    text.isEmpty() || until.isEmpty() ? text + until : until + ": " + text);
        }

        private Badge badge(String word) {
            String label = words.text("queue.why." + word);
            return switch (word) {
                case "platform" -> Badge.bad("octagon-pause", label);
                case "frozen" -> new Badge("frozen", "snowflake", label);
                case "inactive" -> Badge.off("circle-off", label);
                case "deleted", "sender_deleted" -> Badge.bad("trash-2", label);
                case "no_node" -> Badge.bad("server", label);
                case "no_sender", "no_address", "unassigned" -> Badge.warn("triangle-alert", label);
                case "hold" -> Badge.warn("hand", label);
                case "locked" -> Badge.warn("lock", label);
                case "sending" -> Badge.good("send", label);
                case "due" -> Badge.good("clock", label);
                default -> Badge.off("clock", label);
            };
        }

        private List<LineAct> acts(Value.Members row) {
            long sender = Values.number(row, "sender_id");
            long account = Values.number(row, "account_id");
            boolean may =
                    sender > 0
                            ? signedIn.person().mayWrite("senders")
                            : account > 0 && signedIn.person().mayWrite("accounts");
            if (!may || query.group().equals("domain") || !query.domain().isEmpty()) {
                return List.of();
            }
            String scope = scope(row, sender, account);
            boolean held =
                    Values.objects(row, "reasons").stream()
                            .anyMatch(reason -> Values.text(reason, "reason").equals("hold"));
            List<LineAct> acts = new ArrayList<>();
            for (QueueAct act :
                    held
                            ? List.of(QueueAct.RELEASE, QueueAct.PURGE)
                            : List.of(QueueAct.HOLD, QueueAct.PURGE)) {
                acts.add(new LineAct(act.label(words), act.address(scope)));
            }
            return acts;
        }

        private String scope(Value.Members row, long sender, long account) {
            String scope = Panel.with("", "back", path + query.text());
            scope = add(scope, "sender_id", sender);
            scope = add(scope, "account_id", account);
            scope = add(scope, "campaign_id", Values.number(row, "campaign_id"));
            String isp = Values.text(row, "isp");
            return isp.isEmpty() ? scope : Panel.with(scope.substring(1), "isp", isp);
        }

        private static String add(String scope, String name, long id) {
            return id == 0 ? scope : Panel.with(scope.substring(1), name, String.valueOf(id));
        }
    }
}
