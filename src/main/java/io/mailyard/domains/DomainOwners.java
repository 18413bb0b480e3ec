package io.mailyard.domains;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.base.AccountId;
import io.mailyard.base.DomainName;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finds the owners of domains, to decide who may write as one. Names may have any form. A domain
 * covers its subdomains unless one of them has another owner: the nearest owned parent decides.
 * Safe for any number of threads.
 */
public final class DomainOwners {
    /** The sequence with the number of the last change of any domain. */
    public static final String CHANGES = "domain_changes";

    /** Half of the promised second; the rest is for the query. */
    private static final Duration FRESH = Duration.ofMillis(500);

    /** Maximum number of cached names: some 5 MB; those used most stay. */
    private static final int CACHED = 20_000;

    /**
     * The number of the last change.
     *
     * @param mark number of this process's changes before it was read
     */
    private record SeenOwner(long number, long mark, long readNanos) {}

    /**
     * An owner as it was read.
     *
     * @param number number of the last change when the store was asked
     */
    private record Cached(Optional<DomainOwner> owner, long number) {}

    private final Database database;
    private final AtomicLong marks = new AtomicLong();
    private final ReentrantLock reading = new ReentrantLock();
    private volatile SeenOwner seen = new SeenOwner(-1, -1, 0);
    private final Cache<String, Cached> cache = Caffeine.newBuilder().maximumSize(CACHED).build();

    /** Owners by claim; at most as many as there are names. */
    private final Cache<Long, DomainOwner> owners =
            Caffeine.newBuilder().maximumSize(CACHED).build();

    public DomainOwners(Database database) {
        this.database = database;
    }

    /** The nearest owned domain: the name itself or a parent of it. Reads in the transaction. */
    public Optional<DomainOwner> owner(Tx tx, String domain) {
        return DomainTable.nearestOwned(tx, DomainName.normal(domain)).map(Domain::owner);
    }

    /**
     * The nearest owned domain as of {@link #owner(Tx, String)}, from memory: changes of this
     * process apply at once, those of others within a second.
     */
    public Optional<DomainOwner> owner(String domain) {
        String name = DomainName.normal(domain);
        long number = changes();
        Cached known = cache.getIfPresent(name);
        if (known != null && known.number() == number) {
            return known.owner();
        }
        Optional<DomainOwner> owner = database.readOne(tx -> owner(tx, name)).map(this::shared);
        cache.put(name, new Cached(owner, number));
        return owner;
    }

    /**
     * One object for all names that a claim covers: it may list thousands of accounts, and someone
     * who writes as ever new subdomains should fill the memory with names only.
     */
    private DomainOwner shared(DomainOwner owner) {
        return owners.asMap()
                .merge(owner.id(), owner, (known, read) -> known.equals(read) ? known : read);
    }

    /** The ownership of a domain for an account. Reads in the transaction. */
    public Ownership ownership(Tx tx, AccountId asking, String domain) {
        return to(asking, domain, owner(tx, domain));
    }

    /**
     * The ownership as of {@link #ownership(Tx, AccountId, String)}, from memory like {@link
     * #owner(String)}.
     */
    public Ownership ownership(AccountId asking, String domain) {
        return to(asking, domain, owner(domain));
    }

    private static Ownership to(AccountId asking, String domain, Optional<DomainOwner> owner) {
        return owner.map(one -> one.to(asking))
                .orElseGet(() -> new Ownership.Nobody(DomainName.normal(domain)));
    }

    /**
     * The account's own claim of the domain, or else of its nearest parent, in any state, for a
     * refusal that says what is missing.
     */
    public Optional<Domain> claim(Tx tx, AccountId account, String domain) {
        return DomainTable.claims(tx, account, DomainName.normal(domain)).stream().findFirst();
    }

    /** The domains that an account owns; for {@link AccountId#PLATFORM}, the platform's. */
    public List<DomainOwner> ownedBy(Tx tx, AccountId account) {
        return DomainTable.ownedBy(tx, account).stream().map(Domain::owner).toList();
    }

    /**
     * The domains as which an account may write: its own, those shared with it, and the platform's.
     */
    public List<DomainOwner> usableBy(Tx tx, AccountId account) {
        List<DomainOwner> usable = new ArrayList<>(ownedBy(tx, account));
        DomainTable.lentTo(tx, account).stream()
                .map(Domain::owner)
                .filter(one -> !one.account().equals(account) && one.to(account).mayWrite())
                .forEach(usable::add);
        return List.copyOf(usable);
    }

    /**
     * The number of the last change of any domain, at most half a second old if another process
     * made it; for validating other caches.
     */
    public long changes() {
        SeenOwner now = seen;
        if (isFresh(now)) {
            return now.number();
        }
        reading.lock();
        try {
            SeenOwner before = seen;
            if (isFresh(before)) {
                return before.number();
            }
            long mark = marks.get();
            long began = System.nanoTime();
            SeenOwner anew = new SeenOwner(database.readOne(DomainOwners::number), mark, began);
            seen = anew;
            return anew.number();
        } finally {
            reading.unlock();
        }
    }

    private boolean isFresh(SeenOwner one) {
        return one.mark() == marks.get() && System.nanoTime() - one.readNanos() < FRESH.toNanos();
    }

    private static long number(Tx tx) {
        return tx.number("SELECT coalesce(max(value), 0) FROM sequences WHERE name = ?", CHANGES);
    }

    /** Records that {@code tx} changes a domain, which invalidates caches here and elsewhere. */
    void recordChange(Tx tx) {
        tx.nextId(CHANGES);
        tx.afterCommit(marks::incrementAndGet);
    }
}
