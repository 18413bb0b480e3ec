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

/** What a server has, as far as it was read. Of one thread. */
final class ServerState {
    /** Objects read at most: some 2 KB each, in a heap of 512 MB. */
    static final int MOST = 100_000;

    private final Map<Entry.Id, Known> known = new LinkedHashMap<>();
    private final Map<ObjectKind, Map<Long, Entry.Id>> byNumber = new HashMap<>();
    private final Set<Long> claimKeys = new HashSet<>();

    /**
     * An object of the server.
     *
     * @param number the API's id
     * @param stays whether it cannot be deleted: it came with the program
     * @param gone whether it is deleted, its name reserved
     */
    record Known(long number, Entry entry, boolean stays, boolean gone) {}

    /** Whether the key of that number was made with a domain. */
    boolean wasMadeWithDomain(long number) {
        return claimKeys.contains(number);
    }

    /** A key of that number was made with a domain: it lives and dies with it. */
    void madeWithDomain(long number) {
        claimKeys.add(number);
    }

    /** Whether it comes and goes with another object, and is in no document. */
    boolean comesWithAnother(Known one) {
        return one.entry().kind() == ObjectKind.KEYS && claimKeys.contains(one.number());
    }

    /** Adds one, or takes it in the place of what was known of it. */
    void add(Known one) {
        if (known.size() >= MOST) {
            throw new BadDocument(
                    List.of("the server has more than " + MOST + " objects to compare"));
        }
        known.put(one.entry().id(), one);
        byNumber.computeIfAbsent(one.entry().kind(), _ -> new HashMap<>())
                .put(one.number(), one.entry().id());
    }

    /** One that is there, a deleted one too. */
    Optional<Known> find(Entry.Id id) {
        return Optional.ofNullable(known.get(id));
    }

    /** One that is there and not deleted. */
    Optional<Known> notDeleted(Entry.Id id) {
        return find(id).filter(one -> !one.gone());
    }

    /** The one with that number. */
    Optional<Known> numbered(ObjectKind kind, long number) {
        return Optional.ofNullable(byNumber.getOrDefault(kind, Map.of()).get(number))
                .flatMap(this::find);
    }

    /** Those of a kind but for deleted ones, in the order in which the server lists them. */
    Stream<Known> of(ObjectKind kind) {
        return byNumber.getOrDefault(kind, Map.of()).isEmpty()
                ? Stream.empty()
                : known.values().stream().filter(one -> one.entry().kind() == kind && !one.gone());
    }
}
