package io.mailyard.tools;

import io.mailyard.access.Principal;
import io.mailyard.access.Scopes;
import io.mailyard.access.TokenId;
import io.mailyard.base.NameRules;
import io.mailyard.db.Database;
import io.mailyard.db.Dialect;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import io.mailyard.db.Tx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code FOLDER ACCOUNTS [URL]}: loads accounts, with two users, a domain and a token each, past
 * the API, and searches from anywhere with inputs that vary. Without a URL, on SQLite in the
 * folder.
 */
public final class FindRate {
    private static final int STEP = 5_000;
    private static final int CALLS = 200;
    private static final Principal ALL =
            new Principal(
                    new TokenId(1),
                    "token:bench",
                    Scopes.ALL,
                    Set.of(),
                    Optional.empty(),
                    "",
                    "",
                    "");
    private static final Map<String, String> ROWS =
            Map.of(
                    "accounts",
                    """
                    INSERT INTO accounts (id, name, name_key, title, title_key, timezone, tariff_id,
                      reports_day, reports_hour, force_2fa_auth, pushes_enabled, custom_push_domain,
                      is_smart, pixels_enabled, track_email_replies, external_data_connectors,
                      is_active, is_frozen, is_subscribers_suspend_all, is_tariff_exceed, created_at,
                      updated_at)
                    VALUES (?, ?, ?, ?, ?, 'UTC', 1, 1, 9, 0, 0, '', 0, 0, 0, '', 1, 0, 0, 0, 0, 0)
                    """,
                    "users",
                    """
                    INSERT INTO users (id, account_id, login, login_key, first_name, last_name, email,
                      notify_email, phone, lang, active, master, must_change_password, alerts,
                      created_at, updated_at)
                    VALUES (?, ?, ?, ?, '', '', ?, '', '', 'en', 1, 1, 0, '', 0, 0)
                    """,
                    "domains",
                    """
                    INSERT INTO domains (id, account_id, domain, state, use, account_ids, vouched,
                      challenge, key_id, proof, state_since, next_check_at, created_at, updated_at)
                    VALUES (?, ?, ?, 'verified', 'from', '[]', 0, '', 0, '', 0, 0, 0, 0)
                    """,
                    "tokens",
                    """
                    INSERT INTO tokens (account_id, id, name, active, scopes, account_ids, addresses,
                      secret_hash, created_at, updated_at)
                    VALUES (?, ?, ?, 1, 'write', '', '', ?, 0, 0)
                    """);
    private static final List<String> WORDS =
            List.of(
                    "North",
                    "Harbour",
                    "Linden",
                    "Müller",
                    "Orange",
                    "Silver",
                    "Kaffee",
                    "Stahl",
                    "Bücher",
                    "Garten",
                    "Ltd",
                    "GmbH",
                    "Logistics",
                    "Media",
                    "Travel",
                    "Foods");

    private final Random random = new Random(11);
    private final long accounts;

    private FindRate(long accounts) {
        this.accounts = accounts;
    }

    public static void main(String[] args) throws Exception {
        Files.createDirectories(Path.of(args[0]));
        FindRate rate = new FindRate(Long.parseLong(args[1]));
        try (Database database =
                Stores.open(
                        args.length > 2 ? StoreConfig.at(args[2]) : StoreConfig.embedded(),
                        Path.of(args[0]),
                        Clock.systemUTC())) {
            if (database.<Long>read(tx -> tx.number("SELECT count(*) FROM accounts")) == 0) {
                database.write(tx ->
                        tx.update(
                                "INSERT INTO tariffs (id, name, messages_per_month,"
                                        + " api_calls_per_minute, overrun, created_at, updated_at)"
                                        + " VALUES (1, 'default', 0, 0, 'flag', 0, 0)"));
                load(database, rate.accounts);
            }
            rate.search(database);
        }
    }

    /** The name of an account. */
    public static String name(long id) {
        return "n" + Long.toString(id * 7_919 + 11, 36);
    }

    /** The title of an account. */
    public static String title(long id) {
        int size = WORDS.size();
        return WORDS.get((int) (id * 31 % size))
                + " "
                + WORDS.get((int) (id / size * 17 % size))
                + " "
                + Long.toString(id * 104_729 % 46_656_000, 36);
    }

    private static String domain(long id) {
        return name(id) + "-" + id % 97 + ".example";
    }

    private static String login(long id) {
        return "user" + Long.toString(id * 15_485_863 % 60_466_176, 36);
    }

    /** Adds accounts 1 to {@code accounts} of tariff 1 to a store that has none. */
    public static void load(Database database, long accounts) {
        for (long from = 1; from <= accounts; from += STEP) {
            long first = from;
            database.write(tx -> {
                load(tx, first, Math.min(accounts, first + STEP - 1));
                return 0;
            });
        }
        database.write(tx ->
                tx.update(
                        "INSERT INTO account_counts (tariff_id, is_active, is_frozen, is_deleted,"
                                + " accounts) VALUES (1, 1, 0, 0, ?)",
                        accounts));
        if (database.dialect() == Dialect.POSTGRESQL) {
            ROWS.keySet().forEach(table -> database.write(tx -> tx.update("ANALYZE " + table)));
        }
    }

    private static void load(Tx tx, long first, long last) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        List<@Nullable Object[]> users = new ArrayList<>();
        List<@Nullable Object[]> domains = new ArrayList<>();
        List<@Nullable Object[]> tokens = new ArrayList<>();
        for (long id = first; id <= last; id++) {
            String title = title(id);
            rows.add(
                    new @Nullable Object[] {
                        id, name(id), NameRules.key(name(id)), title, NameRules.folded(title)
                    });
            for (long user = 2 * id; user <= 2 * id + 1; user++) {
                users.add(
                        new @Nullable Object[] {
                            user,
                            id,
                            login(user),
                            NameRules.key(login(user)),
                            login(user) + "@x.example"
                        });
            }
            domains.add(new @Nullable Object[] {id, id, domain(id)});
            tokens.add(new @Nullable Object[] {id, 10 + id, "Site " + name(id), "hash" + id});
        }
        tx.updateAll(ROWS.getOrDefault("accounts", ""), rows);
        tx.updateAll(ROWS.getOrDefault("users", ""), users);
        tx.updateAll(ROWS.getOrDefault("domains", ""), domains);
        tx.updateAll(ROWS.getOrDefault("tokens", ""), tokens);
    }

    private void search(Database database) {
        Map<String, LongFunction<String>> kinds = new LinkedHashMap<>();
        kinds.put("id", String::valueOf);
        kinds.put("name", FindRate::name);
        kinds.put("beginning of a name", id -> name(id).substring(0, 3));
        kinds.put("title", FindRate::title);
        kinds.put("words of a title", id -> title(id).substring(title(id).indexOf(' ') + 1));
        kinds.put("common word", id -> WORDS.get((int) (id % WORDS.size())));
        kinds.put("login@account", id -> login(2 * id) + "@" + name(id));
        kinds.put("mail address of a user", id -> login(2 * id) + "@x.example");
        kinds.put("domain", FindRate::domain);
        kinds.put("one letter", id -> name(id).substring(1, 2));
        kinds.put("nothing", id -> "zzz" + id + "zzz");
        System.out.println(
                "| search | p50, ms | p95, ms | most, ms | hits |\n|---|---|---|---|---|");
        kinds.forEach((kind, text) -> {
            List<Double> times = new ArrayList<>();
            long hits = 0;
            for (int i = -20; i < CALLS; i++) {
                FindText typed = FindText.of(text.apply(1 + random.nextLong(accounts)));
                long began = System.nanoTime();
                int found = database.read(tx -> find(tx, typed));
                if (i >= 0) {
                    times.add((System.nanoTime() - began) / 1e6);
                    hits += found;
                }
            }
            Collections.sort(times);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.1f | %.1f |%n",
                    kind,
                    times.get(CALLS / 2),
                    times.get(CALLS * 95 / 100),
                    times.getLast(),
                    hits / (double) CALLS);
        });
        System.err.println(Instant.now());
    }

    private static int find(Tx tx, FindText text) {
        ObjectFinder objects = new ObjectFinder(tx, ALL, text);
        PlatformFinder platform = new PlatformFinder(tx, text);
        MessageFinder mail = new MessageFinder(tx, ALL, text);
        return objects.accounts().size()
                + objects.users().size()
                + objects.domains().size()
                + objects.tokens().size()
                + platform.senders().size()
                + platform.nodes().size()
                + mail.messages(List.of()).size()
                + mail.requests().size();
    }
}
