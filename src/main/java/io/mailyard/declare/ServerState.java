package io.mailyard.declare;

import io.mailyard.document.BadDocument;
import io.mailyard.document.Entry;
import io.mailyard.document.ObjectKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The objects of a server that have been read. For one thread. */
final class ServerState {
    /** Maximum number of objects: some 2 KB each, in a heap of 512 MB. */
    static final int MOST = 100_000;

    private final Map<Entry.EntryId, KnownObject> known = new LinkedHashMap<>();
    private final Map<ObjectKind, Map<Long, Entry.EntryId>> byNumber = new HashMap<>();
    private final Set<Long> claimKeys = new HashSet<>();

    /**
     * An object of the server.
     *
     * @param number the API's id
     * @param stays whether it cannot be deleted because it was shipped with the program
     * @param gone whether it is deleted, its name reserved
     */
    record KnownObject(long number, Entry entry, boolean stays, boolean gone) {}

    /** Whether the key with that id was made with a domain. */
    boolean wasMadeWithDomain(long number) {
        return claimKeys.contains(number);
    }

    /** Records that the key with that id was made with a domain, and is removed with it. */
    void madeWithDomain(long number) {
        claimKeys.add(number);
    }

    /** Whether it is created and removed with another object, and so appears in no document. */
    boolean comesWithAnother(KnownObject one) {
        return one.entry().kind() == ObjectKind.KEYS && claimKeys.contains(one.number());
    }

    /** Adds an object, or replaces what was known of it. */
    void add(KnownObject one) {
        if (known.size() >= MOST) {
            throw new BadDocument(
                    List.of("the server has more than " + MOST + " objects to compare"));
        }
        known.put(one.entry().id(), one);
        byNumber.computeIfAbsent(one.entry().kind(), _ -> new HashMap<>())
                .put(one.number(), one.entry().id());
    }

    /** The object, even if it is deleted. */
    Optional<KnownObject> find(Entry.EntryId id) {
        return Optional.ofNullable(known.get(id));
    }

    /** The object, unless it is deleted. */
    Optional<KnownObject> notDeleted(Entry.EntryId id) {
        return find(id).filter(one -> !one.gone());
    }

    /** The object with that id. */
    Optional<KnownObject> numbered(ObjectKind kind, long number) {
        return Optional.ofNullable(byNumber.getOrDefault(kind, Map.of()).get(number))
                .flatMap(this::find);
    }

    /** The objects of a kind that are not deleted, in the order of the server's list. */
    Stream<KnownObject> of(ObjectKind kind) {
        return byNumber.getOrDefault(kind, Map.of()).isEmpty()
                ? Stream.empty()
                : known.values().stream().filter(one -> one.entry().kind() == kind && !one.gone());
    }
}
