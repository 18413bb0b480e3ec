package io.mailyard.declare;

import io.mailyard.base.ErrorCode;
import io.mailyard.document.Entry;
import io.mailyard.document.ObjectKind;
import io.mailyard.document.SourceLocation;
import io.mailyard.senders.Sender;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads what a server has into a {@link ServerState}. */
final class ServerStateReader {
    /**
     * Concurrent calls: the objects of each account take a call of their own, and a server has few
     * readers.
     */
    private static final int AT_ONCE = 4;

    /** Accounts whose calls are running: their answers are in memory until they are added. */
    private static final int ACCOUNTS_AT_ONCE = 100;

    /**
     * The order in which kinds are applied, except keys, which follow the accounts that they name.
     */
    private static final List<ObjectKind> READING = reading();

    private final ListReader pages;
    private final Progress progress;
    private final ServerState world = new ServerState();

    ServerStateReader(ApiCaller server, Progress progress) {
        this.pages = new ListReader(server);
        this.progress = progress;
    }

    private static List<ObjectKind> reading() {
        List<ObjectKind> kinds = new ArrayList<>(List.of(ObjectKind.values()));
        kinds.remove(ObjectKind.KEYS);
        kinds.add(kinds.indexOf(ObjectKind.ACCOUNTS) + 1, ObjectKind.KEYS);
        return List.copyOf(kinds);
    }

    /**
     * Objects that are to be read.
     *
     * @param kinds the kinds to read with all their members
     * @param others the kinds of which at least the names are needed
     * @param ofAccount whether to read an account's objects of a kind
     */
    record WantedObjects(
            Set<ObjectKind> kinds,
            Set<ObjectKind> others,
            BiPredicate<ObjectKind, Entry.EntryId> ofAccount) {
        /** Adds the kinds whose names are needed to read these. */
        Set<ObjectKind> named() {
            Set<ObjectKind> named = EnumSet.noneOf(ObjectKind.class);
            named.addAll(kinds);
            named.addAll(others);
            if (kinds.contains(ObjectKind.USERS) || kinds.contains(ObjectKind.VSENDERS)) {
                named.add(ObjectKind.ACCOUNTS);
            }
            if (kinds.contains(ObjectKind.DOMAINS)) {
                named.add(ObjectKind.ACCOUNTS);
            }
            if (named.contains(ObjectKind.ACCOUNTS)) {
                named.add(ObjectKind.TARIFFS);
                named.add(ObjectKind.SENDERS);
            }
            if (kinds.contains(ObjectKind.SENDERS)) {
                named.add(ObjectKind.NODES);
            }
            return named;
        }
    }

    ServerState read(WantedObjects wanted) {
        Set<ObjectKind> named = wanted.named();
        for (ObjectKind kind : READING) {
            if (!named.contains(kind) || kind.owned()) {
                continue;
            }
            switch (kind) {
                case SENDERS -> senders(wanted.kinds().contains(ObjectKind.SENDERS));
                case NODES -> nodes(wanted.kinds().contains(ObjectKind.NODES));
                case DOMAINS -> domains();
                case KEYS -> keys();
                case ACCOUNTS -> flat(kind, Map.of("full", new Value.Flag(true)));
                case TARIFFS,
                        ISPS,
                        STRATEGIES,
                        RETRY_RULES,
                        LOCK_RULES,
                        BOUNCE_PATTERNS,
                        ROUTES,
                        USERS,
                        VSENDERS ->
                        flat(kind, Map.of());
            }
            progress.at(kind.word() + " read", world.of(kind).count());
        }
        ofAccounts(
                ObjectKind.USERS,
                account -> wanted.ofAccount().test(ObjectKind.USERS, account),
                account -> users(account));
        ofAccounts(
                ObjectKind.VSENDERS,
                account -> wanted.ofAccount().test(ObjectKind.VSENDERS, account),
                account -> virtualSenders(account));
        return world;
    }

    private void flat(ObjectKind kind, Map<String, Value> body) {
        pages.each(kind.word() + "/list", body, "from_id", row -> add(kind, row));
    }

    private void add(ObjectKind kind, Map<String, Value> row) {
        String name = text(row, kind.label());
        boolean stays = row.get("shipped") instanceof Value.Flag(boolean shipped) && shipped;
        world.add(known(Entry.EntryId.of(kind, name), name, row, stays));
    }

    private ServerState.KnownObject known(
            Entry.EntryId id, String name, Map<String, Value> row, boolean stays) {
        Map<String, Value> members = new FromWire(world).members(id.kind().members(), row);
        boolean gone = row.get("deleted_at") instanceof Value.Text;
        return new ServerState.KnownObject(
                number(row),
                new Entry(id, name, account(id), members, SourceLocation.NONE),
                stays,
                gone);
    }

    /** The name of the account that owns an object, as it is written. */
    private String account(Entry.EntryId id) {
        return id.kind().owned()
                ? world.find(id.account()).map(known -> known.entry().name()).orElse("")
                : "";
    }

    private void nodes(boolean full) {
        pages.each(
                "nodes/list",
                Map.of(),
                "from_id",
                row -> {
                    Map<String, Value> shown =
                            full ? pages.one("nodes/get", Map.of("id", id(row))) : row;
                    String name = text(row, "name");
                    // node 1 is inside the server
                    world.add(
                            known(
                                    Entry.EntryId.of(ObjectKind.NODES, name),
                                    name,
                                    shown,
                                    number(row) == 1));
                });
    }

    private void senders(boolean full) {
        pages.each(
                "senders/list",
                Map.of("include_deleted", new Value.Flag(true)),
                "from_id",
                row -> {
                    boolean mta = text(row, "type").equals(Sender.AKMTA);
                    Map<String, Value> shown =
                            full && mta
                                    ? pages.one("senders/akmta/get", Map.of("id", id(row)))
                                    : row;
                    add(ObjectKind.SENDERS, shown);
                });
    }

    private void keys() {
        try {
            pages.each(
                    "domains/list",
                    Map.of(),
                    "from_id",
                    row -> {
                        if (row.get("key_id") instanceof Value.Numeral(String literal)) {
                            world.madeWithDomain(Long.parseLong(literal));
                        }
                    });
        } catch (ServerRefusal refused) {
            // a token for keys alone also sees the keys of domains
            if (refused.error() != ErrorCode.FORBIDDEN.number()) {
                throw refused;
            }
        }
        List<Map<String, Value>> rows = new ArrayList<>();
        pages.each("keys/list", Map.of(), "from_id", rows::add);
        if (world.of(ObjectKind.ACCOUNTS).findAny().isEmpty()
                && rows.stream()
                        .anyMatch(row ->
                                account(row) != 0 && !world.wasMadeWithDomain(number(row)))) {
            accountsOfKeys();
        }
        rows.forEach(row -> add(ObjectKind.KEYS, row));
    }

    /** Reads the names of accounts; a token for keys alone may not list them. */
    private void accountsOfKeys() {
        try {
            flat(ObjectKind.ACCOUNTS, Map.of("full", new Value.Flag(true)));
        } catch (ServerRefusal refused) {
            if (refused.error() != ErrorCode.FORBIDDEN.number()) {
                throw refused;
            }
        }
    }

    /**
     * Reads domains. If several accounts claim a domain, the claim that owns it counts, or else the
     * first.
     */
    private void domains() {
        Map<String, Map<String, Value>> chosen = new LinkedHashMap<>();
        pages.each(
                "domains/list",
                Map.of(),
                "from_id",
                row -> {
                    boolean isPlatform = row.get("account_id") instanceof Value.Nothing;
                    boolean isKnown =
                            isPlatform
                                    || world.numbered(ObjectKind.ACCOUNTS, account(row))
                                            .isPresent();
                    boolean isOwned = !text(row, "state").equals("pending");
                    String name = text(row, "domain");
                    if (isKnown && (isOwned || !chosen.containsKey(name))) {
                        chosen.put(name, row);
                    }
                });
        chosen.values().forEach(row -> add(ObjectKind.DOMAINS, row));
    }

    private static long account(Map<String, Value> row) {
        return row.get("account_id") instanceof Value.Numeral(String literal)
                ? Long.parseLong(literal)
                : 0;
    }

    private List<ServerState.KnownObject> users(ServerState.KnownObject account) {
        List<ServerState.KnownObject> users = new ArrayList<>();
        Map<String, Value> body =
                Map.of(
                        "account_id",
                        ServerIds.numeral(account.number()),
                        "full",
                        new Value.Flag(true));
        pages.each(
                "accounts/users/list",
                body,
                "from_name",
                row -> {
                    String login = text(row, "username");
                    Entry.EntryId id =
                            Entry.EntryId.of(ObjectKind.USERS, account.entry().id(), login);
                    users.add(known(id, login, row, false));
                });
        return users;
    }

    private List<ServerState.KnownObject> virtualSenders(ServerState.KnownObject account) {
        List<ServerState.KnownObject> found = new ArrayList<>();
        Value number = ServerIds.numeral(account.number());
        pages.each(
                "vsenders/list",
                Map.of("account_id", number),
                "from_id",
                row -> {
                    Map<String, Value> shown =
                            pages.one("vsenders/get", Map.of("account_id", number, "id", id(row)));
                    String name = text(row, "name");
                    Entry.EntryId id =
                            Entry.EntryId.of(ObjectKind.VSENDERS, account.entry().id(), name);
                    found.add(known(id, name, shown, false));
                });
        return found;
    }

    /**
     * Reads the objects of accounts, some accounts at a time; adds them in the order of the
     * accounts.
     */
    private void ofAccounts(
            ObjectKind kind,
            Predicate<Entry.EntryId> wanted,
            Function<ServerState.KnownObject, List<ServerState.KnownObject>> read) {
        List<ServerState.KnownObject> accounts =
                world.of(ObjectKind.ACCOUNTS)
                        .filter(account -> wanted.test(account.entry().id()))
                        .toList();
        try (ExecutorService calls =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            for (int from = 0; from < accounts.size(); from += ACCOUNTS_AT_ONCE) {
                List<Callable<List<ServerState.KnownObject>>> some = new ArrayList<>();
                accounts.subList(from, Math.min(from + ACCOUNTS_AT_ONCE, accounts.size()))
                        .forEach(account -> some.add(() -> read.apply(account)));
                for (Future<List<ServerState.KnownObject>> one : calls.invokeAll(some)) {
                    one.get().forEach(world::add);
                }
                progress.at(kind.word() + " read of accounts", from + some.size());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed);
        }
    }

    private static Value id(Map<String, Value> row) {
        return ServerIds.numeral(number(row));
    }

    private static long number(Map<String, Value> row) {
        return row.get("id") instanceof Value.Numeral(String literal) ? Long.parseLong(literal) : 0;
    }

    private static String text(Map<String, Value> row, String member) {
        return Optional.ofNullable(row.get(member))
                .filter(Value.Text.class::isInstance)
                .map(value -> ((Value.Text) value).text())
                .orElse("");
    }
}
