package io.mailyard.search;

import io.mailyard.base.AccountId;
import io.mailyard.base.TraceId;
import io.mailyard.db.Database;
import io.mailyard.db.Dialect;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import io.mailyard.db.Tx;
import io.mailyard.messages.RecipientStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code FOLDER ROWS [URL]}: loads messages of a week past the API, of 2,000 accounts, and searches
 * them with inputs that vary; then stores messages in groups as acceptance does, in turn while the
 * index follows and while it waits. Without a URL, on SQLite in the folder.
 */
public final class SearchRate {
    private static final int ACCOUNTS = 2_000;
    private static final int LANES = 200;
    private static final int STEP = 5_000;
    private static final int CALLS = 60;
    private static final int GROUP = 64;
    private static final int GROUPS = 200;
    private static final int PAIRS = 11;
    private static final Duration WEEK = Duration.ofDays(7);
    private final Random random = new Random(7);
    private final MessageIndex index = new MessageIndex();
    private final long rows;
    private final Instant end = Instant.now();

    private SearchRate(long rows) {
        this.rows = rows;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        SearchRate rate = new SearchRate(Long.parseLong(args[1]));
        try (Database database = open(folder, args.length > 2 ? args[2] : "")) {
            System.out.println(
                    "| search | p50, ms | p95, ms | most, ms | found |\n|---|---|---|---|---|");
            long began = System.nanoTime();
            rate.load(database);
            System.err.printf(Locale.ROOT, "loaded in %.0f s%n", (System.nanoTime() - began) / 1e9);
            rate.search(database);
            rate.accept(database);
        }
    }

    private static Database open(Path folder, String url) throws Exception {
        Files.createDirectories(folder);
        return Stores.open(
                url.isEmpty() ? StoreConfig.embedded() : StoreConfig.at(url),
                folder,
                Clock.systemUTC());
    }

    private <T> T oneOf(List<T> list) {
        return list.get((int) (list.size() * Math.pow(random.nextDouble(), 1.7)));
    }

    private String subject(long id) {
        StringBuilder subject = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            subject.append(oneOf(SearchSamples.COMMON)).append(' ');
        }
        subject.append(name((long) (200_000 * Math.pow(random.nextDouble(), 4)))).append(' ');
        return subject.append(id % 3 == 0 ? "#" + (1_000_000 + id) : "").toString();
    }

    private static String name(long number) {
        return "n" + Long.toString(number * 7_919 + 11, 36);
    }

    /** The recipient of a message. */
    public static String address(long id, long rows) {
        return "User" + (id * 7_919 % Math.max(10, rows / 5)) + "@d" + (id % 997) + ".example";
    }

    private String address(long id) {
        return address(id, rows);
    }

    private static String headerId(long id) {
        return Long.toHexString(id * 0x9E3779B97F4A7C15L) + "." + id + "@s.example";
    }

    /** Adds messages 1 to {@code rows} to a store that has none. */
    public static void load(Database database, long rows) {
        new SearchRate(rows).load(database);
    }

    private void load(Database database) {
        database.write(tx -> {
            List<@Nullable Object[]> lanes = new ArrayList<>();
            for (long lane = 1; lane <= LANES; lane++) {
                lanes.add(
                        new @Nullable Object[] {
                            lane,
                            lane % 20 + 1,
                            SearchSamples.ISPS.get((int) lane % SearchSamples.ISPS.size())
                        });
            }
            tx.updateAll(SearchSamples.LANE, lanes);
            return lanes.size();
        });
        for (long from = 1; from <= rows; from += STEP) {
            long first = from;
            database.write(tx -> add(tx, first, (int) Math.min(STEP, rows - first + 1), true));
        }
        if (database.dialect() == Dialect.POSTGRESQL) {
            for (String table :
                    List.of("messages", "recipients", "message_words", "message_answers")) {
                database.write(tx -> tx.update("ANALYZE " + table));
            }
        }
    }

    /** Adds messages as acceptance does; {@code past}: as they stand later, in the index. */
    private int add(Tx tx, long first, int count, boolean past) {
        List<@Nullable Object[]> messages = new ArrayList<>();
        List<@Nullable Object[]> recipients = new ArrayList<>();
        List<@Nullable Object[]> contents = new ArrayList<>();
        List<MessageIndex.MessageIndexEntry> subjects = new ArrayList<>();
        Map<Long, MessageIndex.MessageIndexEntry> answers = new LinkedHashMap<>();
        for (long id = first; id < first + count; id++) {
            long account = 1 + (long) (ACCOUNTS * Math.pow(random.nextDouble(), 2));
            String subject = subject(id);
            Instant at = end.minus(WEEK.multipliedBy(Math.max(0, rows - id)).dividedBy(rows + 1));
            messages.add(new @Nullable Object[] {id, account, subject, headerId(id), at});
            boolean failed = past && random.nextInt(12) == 0;
            String answer =
                    failed
                            ? oneOf(SearchSamples.ANSWERS).formatted(Long.toString(id, 36))
                            : "250 ok";
            String address = address(id);
            recipients.add(
                    new @Nullable Object[] {
                        id,
                        id,
                        account,
                        1 + id % LANES,
                        address,
                        address.substring(address.indexOf('@') + 1),
                        failed ? 4 : 3,
                        answer
                    });
            if (past) {
                subjects.add(
                        MessageIndex.message(
                                new IndexedMessage(
                                        id,
                                        new AccountId(account),
                                        subject,
                                        headerId(id),
                                        TraceId.NONE,
                                        List.of(address))));
            } else {
                contents.add(new @Nullable Object[] {id, new byte[2_000]});
            }
            if (failed) {
                Set<String> words = new LinkedHashSet<>(IndexWords.of(answer));
                IndexWords.codes(answer).forEach(code -> words.add(IndexWords.status(code)));
                words.add(IndexWords.bounceClass(answer.startsWith("5") ? "hard" : "soft"));
                MessageIndex.MessageIndexEntry entry =
                        MessageIndex.answer(id, new AccountId(account), words);
                answers.put(entry.id(), entry);
            }
        }
        tx.updateAll(SearchSamples.MESSAGE, messages);
        tx.updateAll(SearchSamples.CONTENT, contents);
        tx.updateAll(SearchSamples.RECIPIENT, recipients);
        index.add(tx, MessageIndex.MessageIndexTable.MESSAGES, subjects);
        index.add(tx, MessageIndex.MessageIndexTable.ANSWERS, answers.values());
        if (past) {
            tx.update("UPDATE search_progress SET indexed_through = ?", first + count - 1);
        }
        return count;
    }

    private QueryBuilder week() {
        return new QueryBuilder().since(end.minus(WEEK));
    }

    private AccountId account() {
        return new AccountId(1 + random.nextInt(ACCOUNTS));
    }

    private SearchTerms words(String... typed) {
        return SearchTerms.ofWords(String.join(" ", typed));
    }

    private long any() {
        return 1 + (long) (random.nextDouble() * rows);
    }

    private void exact(Map<String, Supplier<MessageQuery>> kinds) {
        kinds.put(
                "recipient",
                () -> new QueryBuilder().to(address(any()).toUpperCase(Locale.ROOT)).build());
        kinds.put(
                "recipient of an account",
                () -> new QueryBuilder().to(address(any())).account(account()).build());
        kinds.put("Message-ID", () -> new QueryBuilder().headerId(headerId(any())).build());
        kinds.put("id", () -> new QueryBuilder().id(any()).build());
    }

    private void words(Map<String, Supplier<MessageQuery>> kinds) {
        kinds.put(
                "frequent word", () -> week().subject(words(oneOf(SearchSamples.COMMON))).build());
        kinds.put(
                "two frequent words",
                () ->
                        week().subject(
                                        words(
                                                oneOf(SearchSamples.COMMON),
                                                oneOf(SearchSamples.COMMON)))
                                .build());
        kinds.put("rare word", () -> week().subject(words(name(random.nextInt(200_000)))).build());
        kinds.put("number", () -> week().subject(words(String.valueOf(1_000_000 + any()))).build());
        kinds.put(
                "beginning, 2 letters",
                () -> week().subject(words(oneOf(SearchSamples.COMMON).substring(0, 2))).build());
        kinds.put(
                "beginning, 4 letters",
                () -> week().subject(words(name(random.nextInt(200_000)).substring(0, 4))).build());
        kinds.put(
                "frequent word of an account",
                () ->
                        week().subject(words(oneOf(SearchSamples.COMMON)))
                                .account(account())
                                .build());
        kinds.put(
                "rare word, bounced",
                () ->
                        week().subject(words(name(random.nextInt(500))))
                                .status(RecipientStatus.BOUNCED)
                                .build());
        kinds.put(
                "frequent word, expired (none is)",
                () ->
                        week().subject(words(oneOf(SearchSamples.COMMON)))
                                .status(RecipientStatus.EXPIRED)
                                .build());
    }

    private void answers(Map<String, Supplier<MessageQuery>> kinds) {
        kinds.put("code 550", () -> week().answer(SearchTerms.ofAnswer("550")).build());
        kinds.put(
                "code 5.7.26 by ISP",
                () ->
                        week().answer(SearchTerms.ofAnswer("5.7.26"))
                                .isp(oneOf(SearchSamples.ISPS))
                                .build());
        kinds.put(
                "words of an answer, account",
                () -> week().answer(SearchTerms.ofAnswer("over quota")).account(account()).build());
        kinds.put(
                "queue id in an answer",
                () -> week().answer(SearchTerms.ofAnswer(Long.toString(any(), 36))).build());
        kinds.put(
                "answer and subject",
                () ->
                        week().answer(SearchTerms.ofAnswer("greylisting"))
                                .subject(words(oneOf(SearchSamples.COMMON)))
                                .build());
        kinds.put(
                "sender, state",
                () ->
                        week().sender(1 + random.nextInt(20))
                                .status(RecipientStatus.BOUNCED)
                                .build());
    }

    private void search(Database database) {
        MessageSearch search = new MessageSearch(index);
        Map<String, Supplier<MessageQuery>> kinds = new LinkedHashMap<>();
        exact(kinds);
        words(kinds);
        answers(kinds);
        List<String> calls = new ArrayList<>();
        kinds.keySet().forEach(kind -> calls.addAll(Collections.nCopies(CALLS, kind)));
        Collections.shuffle(calls, random);
        Map<String, List<Double>> took = new LinkedHashMap<>();
        Map<String, Long> found = new LinkedHashMap<>();
        kinds.keySet().forEach(kind -> took.put(kind, new ArrayList<>()));
        List<Double> all = new ArrayList<>();
        for (int turn = 0; turn < 2; turn++) {
            for (String kind : turn == 0 ? calls.subList(0, calls.size() / 4) : calls) {
                MessageQuery query = kinds.getOrDefault(kind, () -> week().build()).get();
                long began = System.nanoTime();
                MessageSearch.SearchResults results =
                        database.read(tx -> search.search(tx, query, 0, 50));
                double millis = (System.nanoTime() - began) / 1e6;
                if (turn == 1) {
                    took.getOrDefault(kind, all).add(millis);
                    found.merge(kind, results.page().totalCount(), Long::sum);
                    all.add(millis);
                }
            }
        }
        took.forEach((kind, millis) -> print(kind, millis, found.getOrDefault(kind, 0L) / CALLS));
        print("all of them", all, 0);
    }

    private static void print(String kind, List<Double> millis, long found) {
        Collections.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %d |%n",
                kind,
                millis.get(millis.size() / 2),
                millis.get(millis.size() * 95 / 100),
                millis.getLast(),
                found);
    }

    /** Groups of accepted messages, in turn while the index follows and while it waits. */
    private void accept(Database database) {
        List<Double> ratios = new ArrayList<>();
        long next = rows + 1;
        double alone = 0;
        try (MessageIndexer indexer = new MessageIndexer(database, index)) {
            for (int pair = 0; pair <= PAIRS; pair++) {
                double waiting = groups(database, next);
                next += GROUP * GROUPS;
                while (indexer.indexSome()) {
                    // what the other turn left
                }
                MessageIndexer following = new MessageIndexer(database, index).start();
                double followed = groups(database, next);
                following.close();
                next += GROUP * GROUPS;
                while (indexer.indexSome()) {
                    // the same for the next turn
                }
                if (pair > 0) {
                    ratios.add(followed / waiting);
                    alone += waiting / PAIRS;
                }
            }
        }
        Collections.sort(ratios);
        long first = next;
        groups(database, first);
        long began = System.nanoTime();
        MessageIndexer indexer = new MessageIndexer(database, index);
        while (indexer.indexSome()) {
            // until all are in the index
        }
        System.out.printf(
                Locale.ROOT,
                "%nA message of a group of %d takes %.0f µs, and %.3f times that while the index follows (median of %d"
                        + " pairs, %.3f to %.3f); the index itself %.0f µs a message.%n",
                GROUP,
                alone / 1e3 / GROUP / GROUPS,
                ratios.get(ratios.size() / 2),
                PAIRS,
                ratios.getFirst(),
                ratios.getLast(),
                (System.nanoTime() - began) / 1e3 / (GROUP * GROUPS));
    }

    private double groups(Database database, long from) {
        long began = System.nanoTime();
        for (int group = 0; group < GROUPS; group++) {
            long first = from + (long) group * GROUP;
            database.write(tx -> add(tx, first, GROUP, false));
        }
        return System.nanoTime() - began;
    }
}
