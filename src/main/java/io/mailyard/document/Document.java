package io.mailyard.document;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A parsed document.
 *
 * @param entries the objects in the order written, kinds in their order of dependency
 * @param sections the kinds that have a section, even an empty one
 * @param peopled by kind, the accounts that list their users, or their virtual senders
 * @param uses by object, the other objects that it names
 */
public record Document(
        Map<Entry.EntryId, Entry> entries,
        Set<ObjectKind> sections,
        Map<ObjectKind, Set<Entry.EntryId>> peopled,
        Map<Entry.EntryId, List<DocumentUse>> uses) {
    /** A reference to an object, as it is written. */
    public record DocumentUse(Entry.EntryId named, String written, SourceLocation place) {}

    /** The version of the format. */
    public static final String FORMAT = "1";

    /** The member with the version of the format. */
    public static final String MARK = "mailyard";

    /**
     * A part of a document.
     *
     * @param name of its file, which faults name; empty: there is one file
     */
    public record DocumentSource(String name, String text) {
        SourceLocation place() {
            return name.isEmpty() ? SourceLocation.NONE : new SourceLocation(name + ": ", 0);
        }
    }

    /**
     * Parses a document, and collects its faults.
     *
     * @throws BadDocument if it cannot be parsed at all, or is an incomplete export
     */
    public static Document read(String text, DocumentFaults faults) {
        return read(List.of(new DocumentSource("", text)), faults);
    }

    /**
     * Parses a document that is written in several files, as if it were in one.
     *
     * @throws BadDocument if a file cannot be parsed at all, or is an incomplete export
     */
    public static Document read(List<DocumentSource> files, DocumentFaults faults) {
        return new DocumentReader(faults).document(files);
    }

    /** The objects of a kind, in the order written. */
    public Stream<Entry> of(ObjectKind kind) {
        return entries.values().stream().filter(entry -> entry.kind() == kind);
    }

    private static final class DocumentReader {
        private final DocumentFaults faults;
        private final DocumentParser reading;
        private final Map<Entry.EntryId, Entry> entries = new LinkedHashMap<>();
        private final Set<ObjectKind> sections = new LinkedHashSet<>();
        private final Map<ObjectKind, Set<Entry.EntryId>> peopled = new HashMap<>();
        private final Map<Entry.EntryId, List<DocumentUse>> uses = new HashMap<>();
        private final Map<Entry.EntryId, String> accounts = new HashMap<>();

        DocumentReader(DocumentFaults faults) {
            this.faults = faults;
            this.reading = new DocumentParser(faults);
        }

        Document document(List<DocumentSource> files) {
            Map<DocumentSource, Map<String, DocumentPart>> parts = new LinkedHashMap<>();
            files.forEach(file -> parts.put(file, parts(file)));
            for (ObjectKind kind : ObjectKind.sections()) {
                parts.forEach((file, named) ->
                        Optional.ofNullable(named.get(kind.word()))
                                .ifPresent(part ->
                                        section(kind, part, Optional.empty(), file.place())));
            }
            return new Document(entries, sections, peopled, uses);
        }

        private Map<String, DocumentPart> parts(DocumentSource file) {
            SourceLocation place = file.place();
            DocumentPart root;
            try {
                ExportFrame.check(file.text());
                root = Yaml.read(file.text(), place, faults);
            } catch (BadDocument bad) {
                throw new BadDocument(
                        bad.lines().stream().map(line -> place.path() + line).toList());
            }
            Map<String, DocumentPart> parts = reading.names(root, place).orElse(Map.of());
            List<String> known = new ArrayList<>(List.of(MARK));
            ObjectKind.sections().forEach(kind -> known.add(kind.word()));
            reading.known(parts, known, place);
            format(parts, place);
            return parts;
        }

        private void format(Map<String, DocumentPart> parts, SourceLocation place) {
            DocumentPart mark = parts.get(MARK);
            if (mark != null && !ours(mark)) {
                faults.add(
                        place.in(MARK, mark.line()),
                        "must be " + FORMAT + ", the version of the format");
            }
        }

        private static boolean ours(DocumentPart mark) {
            return mark instanceof DocumentPart.PlainPart(_, Value.Numeral(String version))
                    && version.equals(FORMAT);
        }

        private void section(
                ObjectKind kind,
                DocumentPart part,
                Optional<Entry.EntryId> owner,
                SourceLocation above) {
            sections.add(kind);
            owner.ifPresent(
                    id -> peopled.computeIfAbsent(kind, _ -> new LinkedHashSet<>()).add(id));
            if (part instanceof DocumentPart.PlainPart(_, Value.Nothing _)) {
                return;
            }
            SourceLocation place = above.in(kind.word(), part.line());
            List<DocumentPart> rows = reading.rows(part, place);
            for (int i = 0; i < rows.size(); i++) {
                SourceLocation row = place.at(i, rows.get(i).line());
                reading.names(rows.get(i), row).ifPresent(parts -> entry(kind, parts, owner, row));
            }
        }

        private void entry(
                ObjectKind kind,
                Map<String, DocumentPart> parts,
                Optional<Entry.EntryId> owner,
                SourceLocation place) {
            List<Member> members = kind.members();
            List<String> known = new ArrayList<>(List.of(kind.label()));
            members.forEach(member -> known.add(member.name()));
            if (kind == ObjectKind.ACCOUNTS) {
                known.addAll(List.of(ObjectKind.USERS.word(), ObjectKind.VSENDERS.word()));
            }
            reading.known(parts, known, place);
            Map<String, Value> values = reading.members(members, parts, place);
            Optional<String> name = name(kind, parts, place);
            Entry.EntryId id =
                    owner.map(account -> Entry.EntryId.of(kind, account, name.orElse("")))
                            .orElseGet(() -> Entry.EntryId.of(kind, name.orElse("")));
            uses.put(id, reading.uses());
            if (kind == ObjectKind.ACCOUNTS) {
                accounts.put(id, name.orElse(""));
                below(ObjectKind.USERS, parts, id, place);
                below(ObjectKind.VSENDERS, parts, id, place);
            }
            String account =
                    owner.flatMap(above -> Optional.ofNullable(accounts.get(above))).orElse("");
            name.ifPresent(written -> {
                Entry earlier =
                        entries.putIfAbsent(id, new Entry(id, written, account, values, place));
                if (earlier != null) {
                    faults.add(
                            place.in(kind.label(), place.line()),
                            "'" + written + "' is " + earlier.place().path() + " already");
                }
            });
        }

        private void below(
                ObjectKind kind,
                Map<String, DocumentPart> parts,
                Entry.EntryId account,
                SourceLocation place) {
            Optional.ofNullable(parts.get(kind.word()))
                    .ifPresent(part -> section(kind, part, Optional.of(account), place));
        }

        private Optional<String> name(
                ObjectKind kind, Map<String, DocumentPart> parts, SourceLocation place) {
            DocumentPart part = parts.get(kind.label());
            if (part == null) {
                faults.add(place, "needs " + kind.label());
                return Optional.empty();
            }
            return reading.value(new Shape.TextShape(), part, place.in(kind.label(), part.line()))
                    .map(value -> ((Value.Text) value).text());
        }
    }
}
