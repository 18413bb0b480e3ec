package io.mailyard.domains;

import io.mailyard.base.AccountId;
import io.mailyard.base.DomainName;
import io.mailyard.db.Database;
import io.mailyard.db.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The result that the upgrade would have in a store: the owner of each domain, and the mail that is
 * signed today and would not be any longer. Reads a store of this version or of the one before
 * domains.
 *
 * @param owners by domain: who would own it, and why
 * @param ending mail that would stop being signed, a line for each account, domain and sender
 */
public record DomainSuggestion(List<SuggestedOwner> owners, List<String> ending) {
    /**
     * The owner of a domain with an active key.
     *
     * @param account empty: nobody would own it
     */
    public record SuggestedOwner(
            String domain, List<String> keys, Optional<AccountId> account, String why) {}

    private record ActiveKey(long id, String name, String domain) {
        static ActiveKey of(Row row) {
            return new ActiveKey(row.number("id"), row.text("name"), row.text("domain"));
        }
    }

    /** A key in the {@code dkim_keys} of a sender that serves an account. */
    private record SuggestionUse(long key, long sender, String senderName, AccountId account) {
        static SuggestionUse of(Row row) {
            return new SuggestionUse(
                    row.number("key_id"),
                    row.number("id"),
                    row.text("name"),
                    new AccountId(row.number("account_id")));
        }
    }

    /**
     * Examines a store without changing it.
     *
     * @param now end of the examined 30 days
     */
    public static DomainSuggestion of(Database database, Instant now) {
        List<ActiveKey> keys =
                database.read(tx ->
                        tx.query(
                                "SELECT id, name, domain FROM keys WHERE kind = 'dkim' AND state ="
                                        + " 'active' ORDER BY domain, id",
                                ActiveKey::of));
        List<SuggestionUse> uses =
                database.read(tx ->
                        tx.query(
                                "SELECT k.key_id, s.id, s.name, a.account_id FROM sender_dkim_keys"
                                        + " k JOIN senders s ON s.id = k.sender_id JOIN"
                                        + " sender_accounts a ON a.sender_id = s.id WHERE"
                                        + " s.deleted_at IS NULL ORDER BY a.account_id, s.id",
                                SuggestionUse::of));
        Set<String> names = new TreeSet<>();
        keys.forEach(key -> names.add(key.domain()));
        Map<String, Set<AccountId>> writers =
                DomainWriters.of(database, names, now.minus(DomainUpgrade.LOOK_BACK));
        Map<String, AccountId> owned = new HashMap<>(owned(database));
        List<SuggestedOwner> owners = new ArrayList<>();
        for (String name : names) {
            Set<AccountId> wrote = writers.getOrDefault(name, Set.of());
            if (!owned.containsKey(name) && wrote.size() == 1 && isClaimable(name)) {
                owned.put(name, wrote.iterator().next());
            }
            owners.add(owner(name, keys, wrote, Optional.ofNullable(owned.get(name))));
        }
        return new DomainSuggestion(owners, ending(keys, uses, writers, owned));
    }

    private static boolean isClaimable(String name) {
        try {
            return DomainNames.claimable(name).equals(name);
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    /** The domains that are owned already; a store from before domains has no such table. */
    private static Map<String, AccountId> owned(Database database) {
        boolean isThere =
                database.read(tx ->
                        tx.number(
                                        "SELECT count(*) FROM schema_versions WHERE name LIKE"
                                                + " '%domains%'")
                                > 0);
        Map<String, AccountId> owned = new HashMap<>();
        if (isThere) {
            database.read(tx ->
                            tx.query(
                                    "SELECT domain, account_id FROM domains WHERE state <>"
                                            + " 'pending'",
                                    row ->
                                            Map.entry(
                                                    row.text("domain"),
                                                    new AccountId(row.number("account_id")))))
                    .forEach(entry -> owned.put(entry.getKey(), entry.getValue()));
        }
        return owned;
    }

    private static SuggestedOwner owner(
            String name, List<ActiveKey> keys, Set<AccountId> wrote, Optional<AccountId> account) {
        List<String> named =
                keys.stream()
                        .filter(key -> key.domain().equals(name))
                        .map(ActiveKey::name)
                        .toList();
        List<Long> ids = wrote.stream().map(AccountId::value).sorted().toList();
        String reason =
                switch (wrote.size()) {
                    case 0 -> "no account wrote from it in the last 30 days";
                    case 1 -> "account " + ids.getFirst() + " alone wrote from it";
                    default -> "disputed: accounts " + ids + " wrote from it";
                };
        return new SuggestedOwner(name, named, account, reason);
    }

    /** Today a sender signs with each of its keys whose domain is that of From or a parent. */
    private static List<String> ending(
            List<ActiveKey> keys,
            List<SuggestionUse> uses,
            Map<String, Set<AccountId>> writers,
            Map<String, AccountId> owned) {
        Map<Long, Set<AccountId>> served = new HashMap<>();
        uses.forEach(
                use -> served.computeIfAbsent(use.key(), _ -> new HashSet<>()).add(use.account()));
        Map<String, String> lines = new TreeMap<>();
        Set<String> signed = new HashSet<>();
        for (SuggestionUse use : uses) {
            for (ActiveKey key : keys) {
                boolean isUsed =
                        key.id() == use.key()
                                && writers.getOrDefault(key.domain(), Set.of())
                                        .contains(use.account());
                if (isUsed) {
                    String mail =
                            "account "
                                    + use.account()
                                    + ", From "
                                    + key.domain()
                                    + ", sender '"
                                    + use.senderName()
                                    + "'";
                    AccountId owner = nearest(owned, key.domain());
                    boolean isSigned =
                            owner.value() < 0
                                    ? served.getOrDefault(key.id(), Set.of()).size() == 1
                                    : owner.equals(use.account());
                    if (isSigned) {
                        signed.add(mail);
                    }
                    lines.put(mail, mail + ": signed by key '" + key.name() + "' today");
                }
            }
        }
        lines.keySet().removeAll(signed);
        return List.copyOf(lines.values());
    }

    private static AccountId nearest(Map<String, AccountId> owned, String name) {
        return DomainNames.lineage(DomainName.normal(name)).stream()
                .filter(owned::containsKey)
                .findFirst()
                .map(found -> owned.getOrDefault(found, AccountId.PLATFORM))
                .orElse(new AccountId(-1));
    }
}
