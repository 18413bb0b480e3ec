package io.mailyard.domains;

import io.mailyard.base.AccountId;
import io.mailyard.base.DomainName;
import io.mailyard.db.Database;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the accounts that recently wrote from some domains, in the store's messages. Reads the
 * tables in the form that every version since 1.0 has.
 */
final class DomainWriters {
    private static final int PAGE = 10_000;

    private record Wrote(long id, long account, String from) {}

    private DomainWriters() {}

    /**
     * The accounts that wrote from each domain, or from a subdomain that is not one of them.
     *
     * @param names in A-labels
     */
    static Map<String, Set<AccountId>> of(
            Database database, Collection<String> names, Instant since) {
        Map<String, Set<AccountId>> writers = new TreeMap<>();
        names.forEach(name -> writers.put(name, new HashSet<>()));
        Optional<Long> first =
                database.read(tx ->
                        tx
                                .query(
                                        "SELECT id FROM messages WHERE accepted_at >= ? AND account_id > 0"
                                                + " ORDER BY accepted_at LIMIT 1",
                                        row -> row.number("id"),
                                        since)
                                .stream()
                                .findFirst());
        long from = first.orElse(Long.MAX_VALUE);
        while (from < Long.MAX_VALUE && !names.isEmpty()) {
            long start = from;
            List<Wrote> page =
                    database.read(tx ->
                            tx.query(
                                    "SELECT id, account_id, header_from FROM messages WHERE id >="
                                            + " ? AND source <> 'dsn' ORDER BY id LIMIT ?",
                                    row ->
                                            new Wrote(
                                                    row.number("id"),
                                                    row.number("account_id"),
                                                    row.text("header_from")),
                                    start,
                                    PAGE));
            for (Wrote wrote : page) {
                nearest(wrote.from(), writers.keySet())
                        .ifPresent(name ->
                                writers.computeIfAbsent(name, _ -> new HashSet<>())
                                        .add(new AccountId(wrote.account())));
            }
            from = page.size() < PAGE ? Long.MAX_VALUE : page.getLast().id() + 1;
        }
        return writers;
    }

    private static Optional<String> nearest(String address, Set<String> names) {
        String domain = DomainName.normal(address.substring(address.lastIndexOf('@') + 1));
        return DomainNames.lineage(domain).stream().filter(names::contains).findFirst();
    }
}
