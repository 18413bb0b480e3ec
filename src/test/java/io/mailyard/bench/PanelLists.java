package io.mailyard.bench;

import io.mailyard.db.Database;
import io.mailyard.db.Dialect;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import io.mailyard.search.SearchRate;
import io.mailyard.tools.FindRate;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every list of the panel as a page, whole, over a store of 100,000 accounts with two users each,
 * 1,000,000 messages and 100,000 suppressions; with searches and pages that vary. On PostgreSQL
 * where {@code BENCH_POSTGRES} names an empty database.
 */
final class PanelLists {
    private static final int CALLS = 40;
    private static final int WARM = 10;
    private static final int STEP = 5_000;
    private static final String SUPPRESSION =
            "INSERT INTO suppressions (id, account_id, address, address_key, source, reason,"
                    + " created_at, class) VALUES (?, ?, ?, ?, 'administrator', '', 0, 'manual')";
    private static final List<String> PLAIN =
            List.of(
                    "",
                    "/nodes",
                    "/tariffs",
                    "/queue",
                    "/queue/holds",
                    "/receipts",
                    "/webhooks",
                    "/access",
                    "/access/roles",
                    "/access/tokens",
                    "/access/signins",
                    "/tasks",
                    "/audit",
                    "/usage",
                    "/statistics",
                    "/statistics?period=30d",
                    "/states",
                    "/settings",
                    "/mta/retry_rules",
                    "/mta/bounce_patterns",
                    "/mta/isps");

    private final Bench bench;
    private final Random random = new Random(5);
    private final long accounts;
    private final long messages;

    PanelLists(Bench bench) {
        this.bench = bench;
        boolean quick = System.getenv("BENCH_QUICK") != null;
        this.accounts = quick ? 10_000 : 100_000;
        this.messages = quick ? 50_000 : 1_000_000;
    }

    void run() {
        Optional<String> postgres = Optional.ofNullable(System.getenv("BENCH_POSTGRES"));
        Path data = bench.work().resolve("panel");
        List<String> settings = postgres.map(url -> List.of("store.url=" + url)).orElse(List.of());
        Served.mailyard(bench.root(), data, settings).close();
        try (Database database =
                Stores.open(
                        postgres.map(StoreConfig::at).orElseGet(StoreConfig::embedded),
                        data,
                        Clock.systemUTC())) {
            if (database.<Long>read(tx -> tx.number("SELECT count(*) FROM accounts")) == 0) {
                FindRate.load(database, accounts);
                SearchRate.load(database, messages);
                suppressions(database);
            }
        }
        try (Served server = Served.mailyard(bench.root(), data, settings);
                BenchApi api = bench.api(server, data);
                PanelVisitor visitor = new PanelVisitor(api, "bench" + System.nanoTime())) {
            StringBuilder table =
                    new StringBuilder(
                            """
                            | page | p50, ms | p95, ms | most, ms | processor, ms |
                            |---|---|---|---|---|
                            """);
            pages().forEach((name, path) -> table.append(row(server, visitor, name, path)));
            bench.report("pages-panel" + postgres.map(_ -> "-postgresql").orElse(""), "" + table);
        }
    }

    private void suppressions(Database database) {
        for (long from = 0; from < accounts; from += STEP) {
            long first = from;
            database.write(tx -> {
                List<@Nullable Object[]> rows = new ArrayList<>();
                for (long id = first + 1; id <= first + STEP; id++) {
                    String address = "user" + id * 7_919 + "@d" + id % 997 + ".example";
                    rows.add(new @Nullable Object[] {id, id % 2, address, address});
                }
                tx.updateAll(SUPPRESSION, rows);
                return 0;
            });
        }
        database.write(tx -> {
            for (long owner = 0; owner < 2; owner++) {
                tx.update(
                        "INSERT INTO suppression_counts (account_id, suppressions) VALUES (?, ?)",
                        owner,
                        accounts / 2);
            }
            return 0;
        });
        if (database.dialect() == Dialect.POSTGRESQL) {
            database.write(tx -> tx.update("ANALYZE suppressions"));
        }
    }

    private long account() {
        return 1 + random.nextLong(accounts);
    }

    private static String word(String text) {
        return text.substring(0, text.indexOf(' '));
    }

    private Map<String, Supplier<String>> pages() {
        Map<String, Supplier<String>> pages = new LinkedHashMap<>();
        accounts(pages);
        of(pages);
        for (String list : List.of("/suppressions", "/accounts/1/suppressions")) {
            pages.put(list, () -> list);
            pages.put(list + ", far on", () -> list + "?from=" + account());
            pages.put(list + ", a domain", () -> list + "?search=d" + random.nextInt(997) + ".ex");
            pages.put(list + ", part", () -> list + "?search=" + random.nextInt(1000));
            pages.put(list + ", nothing", () -> list + "?search=zz" + random.nextInt(1000));
            pages.put(list + ", class", () -> list + "?class=hard");
            pages.put(list + ", end", () -> list + "?expires=never");
        }
        pages.put("/messages", () -> "/messages");
        pages.put("/messages, far on", () -> "/messages?from=" + random.nextLong(messages));
        pages.put(
                "/messages, recipient",
                () ->
                        "/messages?to="
                                + SearchRate.address(1 + random.nextLong(messages), messages));
        pages.put("/messages, word", () -> "/messages?subject=invoice");
        pages.put("/messages, account", () -> "/messages?account_id=" + (1 + random.nextInt(2000)));
        pages.put("/messages, state", () -> "/messages?state=bounced");
        pages.put("/messages, answer", () -> "/messages?answer=550");
        PLAIN.forEach(path -> pages.put(path.isEmpty() ? "dashboard" : path, () -> path));
        pages.put("/usage, by number", () -> "/usage?order=id&from=" + account());
        pages.put("/audit, action", () -> "/audit?action=administrators.save");
        return pages;
    }

    private void accounts(Map<String, Supplier<String>> pages) {
        String list = "/accounts";
        pages.put(list, () -> list);
        pages.put("/accounts, far on", () -> list + "?from=" + account());
        pages.put("/accounts, by title", () -> list + "?sort=title");
        pages.put("/accounts, by name, last first", () -> list + "?sort=-name");
        pages.put("/accounts, frozen", () -> list + "?state=frozen");
        pages.put("/accounts, a name", () -> list + "?search=" + FindRate.name(account()));
        pages.put(
                "/accounts, beginning of a name",
                () -> list + "?search=" + FindRate.name(account()).substring(0, 3));
        pages.put(
                "/accounts, frequent word",
                () -> list + "?search=" + encoded(word(FindRate.title(account()))));
        pages.put(
                "/accounts, title, by title",
                () -> list + "?sort=title&search=" + encoded(FindRate.title(account())));
        pages.put(
                "/accounts, one letter",
                () -> list + "?search=" + FindRate.name(account()).substring(1, 2));
        pages.put("/accounts, nothing", () -> list + "?search=zzz" + account());
        pages.put("/accounts, id", () -> list + "?search=" + account());
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
    }

    private void of(Map<String, Supplier<String>> pages) {
        pages.put("an account", () -> "/accounts/" + account());
        for (String tab : List.of("users", "domains", "tokens", "audit", "vsenders")) {
            pages.put("an account: " + tab, () -> "/accounts/" + account() + "/" + tab);
        }
        pages.put("an account: log", () -> "/accounts/" + (1 + random.nextInt(2000)) + "/log");
        pages.put("/senders", () -> "/senders");
        pages.put("/senders, search", () -> "/senders?search=" + FindRate.name(account()));
    }

    private static String row(
            Served server, PanelVisitor visitor, String name, Supplier<String> path) {
        double[] millis = new double[CALLS];
        double cpu = 0;
        try {
            for (int i = -WARM; i < CALLS; i++) {
                String address = "/admin" + path.get();
                if (i == 0) {
                    cpu = ProcStat.cpuSeconds(server.pid());
                }
                long began = System.nanoTime();
                visitor.open(address);
                if (i >= 0) {
                    millis[i] = (System.nanoTime() - began) / 1e6;
                }
            }
        } catch (IllegalStateException refused) {
            return "| " + name + " | " + refused.getMessage() + " | | | |\n";
        }
        cpu = ProcStat.cpuSeconds(server.pid()) - cpu;
        Arrays.sort(millis);
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.0f | %.0f |%n",
                name,
                millis[CALLS / 2],
                millis[CALLS * 95 / 100],
                millis[CALLS - 1],
                cpu * 1000 / CALLS);
    }
}
