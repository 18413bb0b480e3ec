package io.mailyard.declare;

import io.mailyard.document.Entry;
import io.mailyard.wire.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The API's ids of objects, including those just created. */
final class ServerIds {
    private final ServerState world;
    private final Map<Entry.EntryId, Long> made = new HashMap<>();

    ServerIds(ServerState world) {
        this.world = world;
    }

    void made(Entry.EntryId id, long number) {
        made.put(id, number);
    }

    Optional<Long> find(Entry.EntryId id) {
        return Optional.ofNullable(made.get(id))
                .or(() -> world.find(id).map(ServerState.KnownObject::number));
    }

    /** The id of an object, which must exist by now. */
    Value of(Entry.EntryId id) {
        return numeral(find(id).orElseThrow(() -> new IllegalStateException("there is no " + id)));
    }

    static Value numeral(long number) {
        return new Value.Numeral(Long.toString(number));
    }
}
