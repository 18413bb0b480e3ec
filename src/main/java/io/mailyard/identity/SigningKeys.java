package io.mailyard.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.base.AccountId;
import io.mailyard.base.DomainName;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.domains.DomainOwner;
import io.mailyard.domains.DomainOwners;
import io.mailyard.domains.PublicSuffixes;
import io.mailyard.policies.KeySecret;
import io.mailyard.policies.Policies;
import io.mailyard.policies.PolicyKind;
import io.mailyard.policies.SigningKey;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.SenderListener;
import io.mailyard.senders.Senders;
import io.mailyard.writes.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Chooses the keys that sign an account's mail by a sender.
 *
 * <p>The active keys of an owned domain sign for its owner and for whom the owner's domain is let
 * use, by every sender, listed there or not. A key whose domain nobody owns signs for an account
 * only where every sender that lists it serves that account alone: by a sender that two accounts
 * share, each could otherwise write signed mail in the name of the other.
 *
 * <p>Reads from memory: right at once after a change by this process, and within a second after one
 * by another. What is read a second late names the account that a key served alone until then, so
 * it never signs for a second one.
 */
public final class SigningKeys {
    /** Signatures of one message: each costs a signature, and hosts look at a few. */
    static final int MOST_SIGNATURES = 4;

    /** The number of the last change of senders and their accounts, counted as ids are. */
    private static final String CHANGES = "signing_changes";

    /** Half of the second in which another process's change is seen. */
    private static final long FRESH_NANOS = Duration.ofMillis(500).toNanos();

    /**
     * Maximum age of changes that no sender's change reports, for example a purge of an account.
     */
    private static final long OLD_NANOS = Duration.ofSeconds(30).toNanos();

    /** Private halves in memory: some 4 KB each. */
    private static final int MOST_SECRETS = 2_000;

    private final Database database;
    private final Policies policies;
    private final DomainOwners owners;
    private final AtomicLong marks = new AtomicLong();
    private final ReentrantLock reading = new ReentrantLock();
    private final Cache<Long, KeySecret> secrets =
            Caffeine.newBuilder().maximumSize(MOST_SECRETS).build();
    private volatile KnownKeys known = new KnownKeys(KeyHolders.NONE, -1, -1, 0, 0);
    private volatile Active active = new Active(List.of(), Map.of());

    private volatile UnsignedDomainListener listener = UnsignedDomainListener.NONE;

    public SigningKeys(Database database, Policies policies, DomainOwners owners, Senders senders) {
        this.database = database;
        this.policies = policies;
        this.owners = owners;
        senders.onChange(new Watching());
    }

    /** Sets who is notified of domains whose mail goes out unsigned. */
    public void onUnsigned(UnsignedDomainListener unsigned) {
        listener = unsigned;
    }

    /** Is notified of domains whose mail goes out unsigned. */
    public UnsignedDomainListener listener() {
        return listener;
    }

    /**
     * @param mark how many changes this process had made when it began to read
     * @param number {@link #CHANGES} as it was read
     * @param readNanos when it was read, and {@code askedNanos} when it was last known to be right
     */
    private record KnownKeys(
            KeyHolders holders, long mark, long number, long readNanos, long askedNanos) {}

    /**
     * @param of the keys that this was made of; the same list while nothing changed
     * @param byDomain those that sign, by their domain
     */
    private record Active(List<SigningKey> of, Map<String, List<SigningKey>> byDomain) {}

    /** Invalidates cached data of senders, here and in other processes. */
    private final class Watching implements SenderListener {
        @Override
        public void changed(Change change, SenderId sender, SenderChange kind) {
            moved(change.tx());
        }

        @Override
        public void assigned(Change change, SenderId sender, AccountId account, boolean assigned) {
            moved(change.tx());
        }

        private void moved(Tx tx) {
            tx.nextId(CHANGES);
            tx.afterCommit(marks::incrementAndGet);
        }
    }

    /**
     * The keys that sign mail of an account that goes by a sender, each with its private half; the
     * nearest to the domain first.
     *
     * @param account whose mail it is; the platform for notifications of undelivered mail
     * @param address the one in the header From
     */
    public List<KeySecret> of(AccountId account, SenderId sender, String address) {
        return chosen(account, sender, address)
                .limit(MOST_SIGNATURES)
                .flatMap(key -> secret(key).stream())
                .toList();
    }

    /** Whether any key signs such mail. */
    public boolean signs(AccountId account, SenderId sender, String address) {
        return chosen(account, sender, address).findAny().isPresent();
    }

    private Stream<SigningKey> chosen(AccountId account, SenderId sender, String address) {
        Map<String, List<SigningKey>> byDomain = active();
        if (byDomain.isEmpty()) {
            return Stream.empty();
        }
        String from = domainOf(address);
        List<SigningKey> found = fitting(byDomain, from);
        return found.isEmpty()
                ? Stream.empty()
                : found.stream().filter(rule(account, sender, from));
    }

    /** The keys of the domain and of its parents, down to its organisational domain. */
    private static List<SigningKey> fitting(Map<String, List<SigningKey>> byDomain, String from) {
        List<SigningKey> found = new ArrayList<>();
        String domain = from;
        while (!domain.isEmpty() && PublicSuffixes.suffix(domain).isEmpty()) {
            found.addAll(byDomain.getOrDefault(domain, List.of()));
            domain = parent(domain);
        }
        // a suffix that somebody owns, such as one of the list's private section
        if (domain.equals(from)) {
            found.addAll(byDomain.getOrDefault(domain, List.of()));
        }
        return found;
    }

    /** Which keys sign mail from a domain. */
    private Predicate<SigningKey> rule(AccountId account, SenderId sender, String from) {
        Optional<DomainOwner> owner = owners.owner(from);
        if (owner.isEmpty()) {
            return key ->
                    isOf(key, account)
                            && (sender.equals(SenderId.PLATFORM)
                                    || signsAlone(account, sender, key.id()));
        }
        if (!maySign(account, owner.get())) {
            return _ -> false;
        }
        AccountId its = owner.get().account();
        return key ->
                isOf(key, its)
                        && owners.owner(key.domain())
                                .filter(one -> one.account().equals(its) && maySign(account, one))
                                .isPresent();
    }

    /** The platform's own mail is signed by its domains, whatever accounts may use them for. */
    private static boolean maySign(AccountId account, DomainOwner owner) {
        return account.equals(AccountId.PLATFORM)
                ? owner.isPlatform()
                : owner.to(account).mayWrite();
    }

    private static boolean isOf(SigningKey key, AccountId account) {
        return key.account() == 0 || key.account() == account.value();
    }

    private boolean signsAlone(AccountId account, SenderId sender, long key) {
        KeyHolders holders = holders();
        return holders.keys().getOrDefault(sender.value(), List.of()).contains(key)
                && holders.only().getOrDefault(key, 0L) == account.value();
    }

    /** A key that signs no more, since a second account can use it. */
    public record Ended(SigningKey key, AccountId account) {}

    /** Which account each key serves alone, read in a transaction. */
    public Served served(Tx tx) {
        return new Served(KeyHolders.read(tx));
    }

    /** The state of keys at a time. */
    public final class Served {
        private final KeyHolders holders;

        private Served(KeyHolders holders) {
            this.holders = holders;
        }

        /** The keys that served an account alone then and serve more than one now, by their ids. */
        public List<Ended> endedBy(Tx tx) {
            KeyHolders now = KeyHolders.read(tx);
            return holders.only().entrySet().stream()
                    .filter(entry -> now.shared().contains(entry.getKey()))
                    .sorted(Map.Entry.comparingByKey())
                    .flatMap(entry ->
                            signing(tx, entry.getKey()).stream()
                                    .map(key -> new Ended(key, new AccountId(entry.getValue()))))
                    .toList();
        }
    }

    /** The key, where it signs and nobody owns its domain. */
    Optional<SigningKey> signing(Tx tx, long key) {
        return policies.find(tx, PolicyKind.KEY, key)
                .filter(SigningKey::signs)
                .filter(one -> owners.owner(tx, one.domain()).isEmpty());
    }

    /** The one account that a key served at the last look, if it was one. */
    Optional<AccountId> servedAlone(long key) {
        return Optional.ofNullable(holders().only().get(key)).map(AccountId::new);
    }

    /** The domain of an address, in A-labels; empty where it has none. */
    public static String domainOf(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? "" : DomainName.normal(address.substring(at + 1));
    }

    private static String parent(String domain) {
        int dot = domain.indexOf('.');
        return dot < 0 ? "" : domain.substring(dot + 1);
    }

    @SuppressWarnings("ReferenceEquality") // the same list while nothing changed
    private Map<String, List<SigningKey>> active() {
        List<SigningKey> keys = policies.current(PolicyKind.KEY);
        Active now = active;
        if (now.of() == keys) {
            return now.byDomain();
        }
        Map<String, List<SigningKey>> byDomain = new HashMap<>();
        keys.stream()
                .filter(SigningKey::signs)
                .forEach(key ->
                        byDomain.computeIfAbsent(key.domain(), _ -> new ArrayList<>()).add(key));
        active = new Active(keys, Map.copyOf(byDomain));
        return byDomain;
    }

    private Optional<KeySecret> secret(SigningKey key) {
        KeySecret secret = secrets.getIfPresent(key.id());
        if (secret != null) {
            return Optional.of(secret);
        }
        Optional<KeySecret> read = database.readOne(tx -> policies.secret(tx, key));
        read.ifPresent(one -> secrets.put(key.id(), one));
        return read;
    }

    private KeyHolders holders() {
        KnownKeys now = known;
        if (fresh(now)) {
            return now.holders();
        }
        reading.lock();
        try {
            KnownKeys read = fresh(known) ? known : again(known);
            known = read;
            return read.holders();
        } finally {
            reading.unlock();
        }
    }

    private boolean fresh(KnownKeys one) {
        return one.mark() == marks.get() && System.nanoTime() - one.askedNanos() < FRESH_NANOS;
    }

    private KnownKeys again(KnownKeys before) {
        long mark = marks.get();
        long began = System.nanoTime();
        boolean old = before.mark() < 0 || began - before.readNanos() > OLD_NANOS;
        if (!old && before.number() == database.readOne(SigningKeys::number)) {
            return new KnownKeys(
                    before.holders(), mark, before.number(), before.readNanos(), began);
        }
        return database.read(
                tx -> new KnownKeys(KeyHolders.read(tx), mark, number(tx), began, began));
    }

    private static long number(Tx tx) {
        return tx.number("SELECT coalesce(max(value), 0) FROM sequences WHERE name = ?", CHANGES);
    }
}
