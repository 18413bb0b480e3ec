package io.mailyard.declare;

import io.mailyard.document.Document;
import io.mailyard.document.Entry;
import io.mailyard.document.ObjectKind;
import io.mailyard.document.Schema;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Writes a server's objects as a document. */
final class DocumentExport {
    private final ServerState world;
    private final Set<ObjectKind> kinds;
    private final RuleSenders senders;
    private final Consumer<String> notes;

    /**
     * Creates an export.
     *
     * @param notes takes a sentence for each object that is left out
     */
    DocumentExport(ServerState world, Set<ObjectKind> kinds, Consumer<String> notes) {
        this.world = world;
        this.kinds = kinds;
        this.senders = new RuleSenders(world, notes);
        this.notes = notes;
    }

    /**
     * The document, its kinds in the order of {@link ObjectKind}, objects in the order of the
     * server's lists.
     */
    Value document() {
        Map<String, Value> document = new LinkedHashMap<>();
        document.put(Document.MARK, new Value.Numeral(Document.FORMAT));
        Map<ObjectKind, Map<String, List<Value>>> owned = owned();
        for (ObjectKind kind : ObjectKind.sections()) {
            if (kinds.contains(kind)) {
                List<Value> rows =
                        world.of(kind)
                                .filter(known -> !world.comesWithAnother(known))
                                .flatMap(known -> servable(known.entry()).stream())
                                .map(entry -> row(entry, owned))
                                .toList();
                document.put(kind.word(), new Value.Items(rows));
            }
        }
        return new Value.Members(document);
    }

    /** The objects of accounts, by kind and the account's folded name. */
    private Map<ObjectKind, Map<String, List<Value>>> owned() {
        Map<ObjectKind, Map<String, List<Value>>> owned = new LinkedHashMap<>();
        for (ObjectKind kind : List.of(ObjectKind.USERS, ObjectKind.VSENDERS)) {
            if (kinds.contains(kind)) {
                owned.put(
                        kind,
                        world.of(kind)
                                .map(ServerState.KnownObject::entry)
                                .flatMap(entry -> servable(entry).stream())
                                .collect(
                                        Collectors.groupingBy(
                                                entry -> entry.id().owner(),
                                                Collectors.mapping(
                                                        entry -> row(entry, Map.of()),
                                                        Collectors.toCollection(ArrayList::new)))));
            }
        }
        return owned;
    }

    /** The object without members that an empty server would refuse. */
    private Optional<Entry> servable(Entry entry) {
        return switch (entry.kind()) {
            case ACCOUNTS -> Optional.of(entry.with(senders.ofAccount(entry.members())));
            case VSENDERS -> senders.ofVirtualSender(entry).map(entry::with);
            case KEYS -> Optional.of(withKnownAccount(entry));
            default -> Optional.of(entry);
        };
    }

    /** Leaves out a key's account that is deleted, or that this token may not see. */
    private Entry withKnownAccount(Entry key) {
        if (!(key.members().get(Schema.ACCOUNT) instanceof Value.Text(String name))
                || world.find(Entry.EntryId.of(ObjectKind.ACCOUNTS, name)).isPresent()) {
            return key;
        }
        notes.accept(
                key.shown()
                        + ": its account is left out, as it is deleted or this token does not see"
                        + " accounts");
        Map<String, Value> members = new LinkedHashMap<>(key.members());
        members.remove(Schema.ACCOUNT);
        return key.with(members);
    }

    private static Value row(Entry entry, Map<ObjectKind, Map<String, List<Value>>> owned) {
        Map<String, Value> row = new LinkedHashMap<>();
        row.put(entry.kind().label(), new Value.Text(entry.name()));
        row.putAll(entry.members());
        if (entry.kind() == ObjectKind.ACCOUNTS) {
            owned.forEach((kind, byAccount) ->
                    row.put(
                            kind.word(),
                            new Value.Items(byAccount.getOrDefault(entry.id().name(), List.of()))));
        }
        if (entry.kind() == ObjectKind.SENDERS && StepExecutor.isMta(entry.members())) {
            row.remove("channel_type");
        }
        return new Value.Members(row);
    }
}
