package io.mailyard.domains;

import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.policies.ClaimKeys;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Upgrades a store of a program without domains at the first start: the domain of each active key
 * goes to the only account that recently wrote from it. At every start, the domains in the
 * platform's own settings become the platform's, unless somebody owns them.
 */
public final class DomainUpgrade {
    private static final Logger LOG = LoggerFactory.getLogger(DomainUpgrade.class);

    /** Maximum age of mail that is examined. */
    static final Duration LOOK_BACK = Duration.ofDays(30);

    private final InitialDomains initial;
    private final ClaimKeys keys;
    private final Database database;
    private final Writes writes;
    private final InstantSource clock;
    private final List<String> ownNames;

    /**
     * Creates it.
     *
     * @param ownNames the domains of the platform's sender, of its public address and of its SMTP
     *     server's name, as configured
     */
    public DomainUpgrade(
            Domains domains,
            Accounts accounts,
            Writes writes,
            InstantSource clock,
            List<String> ownNames) {
        this.initial = new InitialDomains(domains, accounts);
        this.keys = domains.keys();
        this.database = domains.database();
        this.writes = writes;
        this.clock = clock;
        this.ownNames = ownNames.stream().flatMap(name -> claimable(name).stream()).toList();
    }

    /** Ignores addresses, names without a dot, and empty names. */
    private static List<String> claimable(String name) {
        try {
            return name.isEmpty() ? List.of() : List.of(DomainNames.claimable(name));
        } catch (IllegalArgumentException none) {
            return List.of();
        }
    }

    /**
     * Does the quick part, at every start.
     *
     * @return false if {@link #run} must examine the store's mail first
     */
    boolean atStart() {
        boolean isDone =
                database.read(tx ->
                        DomainTaskTable.at(tx, DomainTaskTable.UPGRADE).isPresent()
                                || tx.number(
                                                "SELECT count(*) FROM (SELECT id FROM messages"
                                                        + " WHERE id > 0 LIMIT 1) AS first_message")
                                        == 0);
        if (isDone) {
            writes.system(
                    "domains",
                    change -> {
                        finish(change, Map.of());
                        return true;
                    });
        }
        return isDone;
    }

    /** Examines the mail of a store from before domains. Starts anew if it was interrupted. */
    void run() {
        List<String> signing =
                database.read(tx -> keys.activeDomains(tx)).stream()
                        .flatMap(name -> claimable(name).stream())
                        .distinct()
                        .toList();
        Set<String> names = new HashSet<>(signing);
        names.addAll(ownNames);
        Map<String, Set<AccountId>> writers =
                DomainWriters.of(database, names, clock.instant().minus(LOOK_BACK));
        List<String> told = new ArrayList<>();
        writes.system(
                "upgrade",
                change -> {
                    told.clear();
                    signing.stream()
                            .filter(name -> !ownNames.contains(name))
                            .forEach(name ->
                                    told.add(
                                            give(
                                                    change,
                                                    name,
                                                    writers.getOrDefault(name, Set.of()))));
                    finish(change, writers);
                    return true;
                });
        told.forEach(line -> LOG.info("{}", line));
    }

    private String give(Change change, String name, Set<AccountId> writers) {
        if (DomainTable.owned(change.tx(), name).isPresent()) {
            return "domain " + name + ": owned already";
        }
        if (writers.isEmpty()) {
            return "domain " + name + ": nobody's, no account wrote from it in the last 30 days";
        }
        if (writers.size() > 1) {
            List<Long> ids = writers.stream().map(AccountId::value).sorted().toList();
            return "domain "
                    + name
                    + ": nobody's, DISPUTED: accounts "
                    + ids
                    + " wrote from it in the last 30 days; give it to one with 'mailyard domains add "
                    + name
                    + " --account-id ID --verified'";
        }
        AccountId owner = writers.iterator().next();
        if (!initial.giveAtUpgrade(change, owner, name)) {
            return "domain " + name + ": nobody's, the account that wrote from it is gone";
        }
        return "domain " + name + ": owned by account " + owner + ", which alone wrote from it";
    }

    private void finish(Change change, Map<String, Set<AccountId>> writers) {
        if (DomainTaskTable.at(change.tx(), DomainTaskTable.UPGRADE).isEmpty()) {
            DomainTaskTable.set(change.tx(), DomainTaskTable.UPGRADE, change.now());
        }
        ownNames.forEach(name -> {
            Set<AccountId> wrote = writers.getOrDefault(name, Set.of());
            if (initial.givePlatform(change, name, wrote) && !wrote.isEmpty()) {
                LOG.info(
                        "domain {}: the platform's, with use: from, for the accounts that wrote from"
                                + " it: {}",
                        name,
                        wrote);
            }
        });
    }
}
